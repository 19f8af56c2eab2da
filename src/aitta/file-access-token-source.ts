import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { checkTokenText, type AccessTokenSource } from './access-token-source.ts';
import { systemClock, type Clock } from './clock.ts';
import type { AccessTokenWillExpire } from './errors.ts';
import { readTokenExpiry, refuseExpired, warnAhead, type ExpiryWatchOptions } from './token-expiry.ts';

/**
 * A token in a file, such as a mounted secret, that a person replaces before it ends: no restart is needed. The file is small and requests
 * are few, so it is read for each of them; times of change are too coarse to see two changes in one tick.
 */
export class FileAccessTokenSource implements AccessTokenSource {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onWarning: ((warning: AccessTokenWillExpire) => void) | undefined;
  #token = '';
  #expiresAt: Date | undefined;

  /** @throws {AccessTokenExpired}, `TypeError` for a file that holds no token, or Node's error if the file cannot be read. */
  constructor(path: string, options: ExpiryWatchOptions = {}) {
    this.#path = path;
    this.#clock = options.clock ?? systemClock;
    this.#onWarning = options.onWarning;
    this.#take(checkTokenText(readFileSync(path, 'utf8').trim()));
    refuseExpired(this.#expiresAt, this.#clock);
  }

  get expiresAt(): Date | undefined {
    return this.#expiresAt;
  }

  /** @throws {AccessTokenExpired} until the file has another token. */
  async getAccessToken(): Promise<string> {
    await this.#readAgain();
    refuseExpired(this.#expiresAt, this.#clock);
    return this.#token;
  }

  async refreshAfterUnauthorized(refusedToken: string): Promise<boolean> {
    await this.#readAgain();
    return this.#token !== refusedToken;
  }

  /** A file that is missing, empty or half-written at the moment (it is being replaced) leaves the last token in use. */
  async #readAgain(): Promise<void> {
    let token: string;
    try {
      token = checkTokenText((await readFile(this.#path, 'utf8')).trim());
    } catch {
      return;
    }
    this.#take(token);
  }

  #take(token: string): void {
    if (token === this.#token) return;
    this.#token = token;
    this.#expiresAt = readTokenExpiry(token);
    warnAhead(this.#expiresAt, this.#clock, this.#onWarning);
  }
}

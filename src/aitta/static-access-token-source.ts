import { checkTokenText, type AccessTokenSource } from './access-token-source.ts';
import { systemClock, type Clock } from './clock.ts';
import { readTokenExpiry, refuseExpired, warnAhead, type ExpiryWatchOptions } from './token-expiry.ts';

/** One token for the whole life of the program, such as the project token of Aitta's token page. */
export class StaticAccessTokenSource implements AccessTokenSource {
  readonly #token: string;
  readonly #clock: Clock;
  readonly #expiresAt: Date | undefined;

  /** @throws {AccessTokenExpired} if the token says that its end has passed. */
  constructor(accessToken: string, options: ExpiryWatchOptions = {}) {
    this.#token = checkTokenText(accessToken);
    this.#clock = options.clock ?? systemClock;
    this.#expiresAt = readTokenExpiry(accessToken);
    refuseExpired(this.#expiresAt, this.#clock);
    warnAhead(this.#expiresAt, this.#clock, options.onWarning);
  }

  get expiresAt(): Date | undefined {
    return this.#expiresAt;
  }

  /** @throws {AccessTokenExpired} also when the end has passed since; Python looks only once. */
  getAccessToken(): string {
    refuseExpired(this.#expiresAt, this.#clock);
    return this.#token;
  }
}

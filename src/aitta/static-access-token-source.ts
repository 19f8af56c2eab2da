import { checkTokenText, type AccessTokenSource } from './access-token-source.ts';
import { systemClock, type Clock } from './clock.ts';
import { AccessTokenExpired, AccessTokenWillExpire } from './errors.ts';
import { readTokenExpiry } from './token-expiry.ts';

const THREE_WEEKS_MS = 21 * 24 * 3600 * 1000;

export interface ExpiryWatchOptions {
  /** Called at most once per token, when it ends within three weeks. Default: `process.emitWarning`, where there is one. */
  onWarning?: ((warning: AccessTokenWillExpire) => void) | undefined;
  clock?: Clock | undefined;
}

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

export function refuseExpired(expiresAt: Date | undefined, clock: Clock): void {
  if (expiresAt !== undefined && expiresAt.getTime() <= clock.now()) throw new AccessTokenExpired(expiresAt);
}

export function warnAhead(
  expiresAt: Date | undefined,
  clock: Clock,
  onWarning: (warning: AccessTokenWillExpire) => void = emitProcessWarning,
): void {
  if (expiresAt !== undefined && expiresAt.getTime() - clock.now() <= THREE_WEEKS_MS) {
    onWarning(new AccessTokenWillExpire(expiresAt));
  }
}

function emitProcessWarning(warning: AccessTokenWillExpire): void {
  globalThis.process?.emitWarning(warning);
}

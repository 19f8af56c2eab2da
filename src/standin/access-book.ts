import type { ScenarioUser } from './scenario.ts';
import type { StandinClock } from './standin-clock.ts';

export interface User {
  readonly name: string;
}

/**
 * Whose token is it? Besides the tokens of the scenario's users, any JWT that has not expired is accepted, unchecked, as its `sub`: tests can
 * make tokens with any expiry.
 */
export class AccessBook {
  readonly #clock: StandinClock;
  readonly #users: readonly ScenarioUser[];
  readonly #rejected = new Set<string>();
  #rejectsAll = false;

  constructor(users: readonly ScenarioUser[], clock: StandinClock) {
    this.#users = users;
    this.#clock = clock;
  }

  /** @returns undefined for a header that is missing, not a bearer's, or of a token that is unknown, expired or rejected. */
  identify(authorization: string | undefined): User | undefined {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined || this.#rejectsAll || this.#rejected.has(token)) return undefined;
    const claims = readClaims(token);
    if (typeof claims?.['exp'] === 'number' && claims['exp'] * 1000 <= this.#clock.now()) return undefined;
    const user = this.#users.find(({ tokens }) => tokens.includes(token));
    if (user !== undefined) return user;
    return claims === undefined ? undefined : { name: typeof claims['sub'] === 'string' ? claims['sub'] : token };
  }

  /** Refuses these tokens from now on; all of them if none is named. */
  reject(...tokens: readonly string[]): void {
    if (tokens.length === 0) this.#rejectsAll = true;
    for (const token of tokens) this.#rejected.add(token);
  }

  /** Takes back all that `reject` did. */
  acceptAgain(): void {
    this.#rejectsAll = false;
    this.#rejected.clear();
  }
}

/** The claims of a JWT; its signature is nobody's business here. */
const readClaims = (token: string): Record<string, unknown> | undefined => {
  const [, payload, signature, ...more] = token.split('.');
  if (payload === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // three parts, but no JWT
  }
};

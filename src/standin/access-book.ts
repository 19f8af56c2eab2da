import { isObject, readJson } from './json-object.ts';
import type { ScenarioUser } from './service-habits.ts';
import type { Clock } from '../async/clock.ts';

export type User = Omit<ScenarioUser, 'tokens' | 'apiKeys'>;

/**
 * Whose token is it? Besides the tokens of the scenario's users, any JWT that has not expired is accepted, unchecked, as its `sub`: tests can
 * make tokens with any expiry.
 */
export class AccessBook {
  readonly #clock: Clock;
  readonly #users: readonly ScenarioUser[];
  readonly #issued = new Map<string, { user: User; until: number }>();
  readonly #rejected = new Set<string>();
  #rejectsAll = false;
  #tokensMade = 0;

  constructor(users: readonly ScenarioUser[], clock: Clock) {
    this.#users = users;
    this.#clock = clock;
  }

  /** @returns undefined for a header that is missing, not a bearer's, or of a token that is unknown, expired or rejected. */
  identify(authorization: string | undefined): User | undefined {
    const token = bearer(authorization);
    if (token === undefined || this.#rejectsAll || this.#rejected.has(token)) return undefined;
    const claims = readClaims(token);
    if (typeof claims?.['exp'] === 'number' && claims['exp'] * 1000 <= this.#clock.now()) return undefined;
    const user = this.#users.find(({ tokens }) => tokens.includes(token)) ?? this.#issuedTo(token);
    if (user !== undefined || claims === undefined) return user;
    const name = typeof claims['sub'] === 'string' ? claims['sub'] : token;
    return this.#users.find((known) => known.name === name) ?? { name };
  }

  /** An access token for the API key in the header. @returns undefined if there is no such key. */
  exchange(authorization: string | undefined, lifeSeconds: number): string | undefined {
    const key = bearer(authorization);
    const user = key === undefined ? undefined : this.#users.find(({ apiKeys = [] }) => apiKeys.includes(key));
    if (user === undefined) return undefined;
    const token = `standin-access-${++this.#tokensMade}`;
    this.#issued.set(token, { user, until: this.#clock.now() + lifeSeconds * 1000 });
    return token;
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

  #issuedTo(token: string): User | undefined {
    const issued = this.#issued.get(token);
    if (issued === undefined || this.#clock.now() < issued.until) return issued?.user;
    this.#issued.delete(token);
    return undefined;
  }
}

const bearer = (authorization = ''): string | undefined => /^Bearer (\S+)$/.exec(authorization)?.[1];

/** The claims of a JWT; its signature is nobody's business here. */
const readClaims = (token: string): Record<string, unknown> | undefined => {
  const [, payload, signature, ...more] = token.split('.');
  if (payload === undefined || signature === undefined || more.length > 0) return undefined;
  const claims = readJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return isObject(claims) ? claims : undefined;
};

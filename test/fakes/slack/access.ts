import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** What is the same in every workspace that has installed the app. */
export interface AppSecrets {
  appToken: string;
  signingSecret: string;
}

export const newSecrets = (world: Pick<World, 'newSecret'>): AppSecrets => ({
  appToken: world.newSecret('xapp-1'),
  signingSecret: world.newSecret('s').slice(-24),
});

/** Tokens and scopes: who may call what. */
export class Access {
  /** The one that was given out last. */
  botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly scopes: Set<string>;
  /** What every call with the bot token is refused with, such as token_revoked, account_inactive, invalid_auth. */
  botTokenError: string | undefined;
  /** The same for the app-level token, so for apps.connections.open. */
  appTokenError: string | undefined;

  /** When they end, where they do. */
  readonly #botTokens = new Map<string, number | undefined>();
  readonly #world: World;

  constructor(world: World, scopes: string[], app: AppSecrets = newSecrets(world)) {
    this.#world = world;
    this.scopes = new Set(scopes);
    this.botToken = this.issue();
    this.appToken = app.appToken;
    this.signingSecret = app.signingSecret;
  }

  /** Another bot token, beside those of before. @param endsAt epoch milliseconds */
  issue(endsAt?: number): string {
    this.botToken = this.#world.newSecret(endsAt === undefined ? 'xoxb' : 'xoxe.xoxb-1');
    this.#botTokens.set(this.botToken, endsAt);
    return this.botToken;
  }

  knows(token: string): boolean {
    return this.#botTokens.has(token);
  }

  /** @throws {Refusal} not_authed, invalid_auth, not_allowed_token_type, or what the test has set */
  check(token: string, wanted: 'bot' | 'app'): void {
    if (token === '') throw new Refusal('not_authed');
    if (!this.knows(token) && token !== this.appToken) throw new Refusal('invalid_auth');
    if ((this.#botTokens.get(token) ?? Number.POSITIVE_INFINITY) <= this.#world.now())
      throw new Refusal('token_expired');
    if (this.knows(token) !== (wanted === 'bot')) throw new Refusal('not_allowed_token_type');
    const error = wanted === 'bot' ? this.botTokenError : this.appTokenError;
    if (error !== undefined) throw new Refusal(error);
  }

  /** @throws {Refusal} missing_scope */
  need(scope: string): void {
    if (this.scopes.has(scope)) return;
    throw new Refusal('missing_scope', { needed: scope, provided: [...this.scopes].join(',') });
  }
}

import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Tokens and scopes: who may call what. */
export class Access {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly scopes: Set<string>;
  /** What every call with the bot token is refused with, such as token_revoked, account_inactive, invalid_auth. */
  botTokenError: string | undefined;
  /** The same for the app-level token, so for apps.connections.open. */
  appTokenError: string | undefined;

  constructor(world: World, scopes: string[]) {
    this.scopes = new Set(scopes);
    this.botToken = world.newSecret('xoxb');
    this.appToken = world.newSecret('xapp-1');
    this.signingSecret = world.newSecret('s').slice(-24);
  }

  /** @throws {Refusal} not_authed, invalid_auth, not_allowed_token_type, or what the test has set */
  check(token: string, wanted: 'bot' | 'app'): void {
    if (token === '') throw new Refusal('not_authed');
    if (token !== this.botToken && token !== this.appToken) throw new Refusal('invalid_auth');
    if ((token === this.botToken) !== (wanted === 'bot')) throw new Refusal('not_allowed_token_type');
    const error = wanted === 'bot' ? this.botTokenError : this.appTokenError;
    if (error !== undefined) throw new Refusal(error);
  }

  /** @throws {Refusal} missing_scope */
  need(scope: string): void {
    if (this.scopes.has(scope)) return;
    throw new Refusal('missing_scope', { needed: scope, provided: [...this.scopes].join(',') });
  }
}

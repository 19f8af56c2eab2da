import type { AccessTokenSource, CallOptions } from '../aitta/access-token-source.ts';
import type { Secrets } from '../operate/secrets.ts';

/** Whatever token is handed out is known to the scrubber: those of files and of API keys come and go. */
export class KnownTokens implements AccessTokenSource {
  readonly #tokens: AccessTokenSource;
  readonly #secrets: Secrets;

  constructor(tokens: AccessTokenSource, secrets: Secrets) {
    this.#tokens = tokens;
    this.#secrets = secrets;
  }

  get expiresAt(): Date | undefined {
    return this.#tokens.expiresAt;
  }

  async getAccessToken(options?: CallOptions): Promise<string> {
    const token = await this.#tokens.getAccessToken(options);
    this.#secrets.learnToken(token);
    return token;
  }

  async refreshAfterUnauthorized(refusedToken: string, options?: CallOptions): Promise<boolean> {
    return (await this.#tokens.refreshAfterUnauthorized?.(refusedToken, options)) === true;
  }
}

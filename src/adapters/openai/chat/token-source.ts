/** What a service wants to see before it answers. */
export interface TokenSource {
  /** Undefined where nothing has to be shown. */
  getAccessToken(options: { signal: AbortSignal }): string | undefined | Promise<string | undefined>;
  /** Resolves to whether another token is at hand. */
  refreshAfterUnauthorized?(refusedToken: string, options: { signal: AbortSignal }): boolean | Promise<boolean>;
}

/** What a service wants to see before it answers. */
export interface TokenSource {
  getAccessToken(options: { signal: AbortSignal }): string | Promise<string>;
  /** Resolves to whether another token is at hand. */
  refreshAfterUnauthorized?(refusedToken: string, options: { signal: AbortSignal }): boolean | Promise<boolean>;
}

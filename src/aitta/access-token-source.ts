/** Options of every call that may take time. */
export interface CallOptions {
  /** Aborting ends the call at once; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Where the client gets the token for its next request. Asked once per attempt, so a source may renew tokens as it likes. */
export interface AccessTokenSource {
  getAccessToken(options?: CallOptions): Promise<string> | string;
  /**
   * The server refused this token (401). True if another token is at hand now, so that one more try is worth it. The client calls this once
   * per request; callers that send the token elsewhere (an OpenAI SDK) may do the same.
   */
  refreshAfterUnauthorized?(refusedToken: string, options?: CallOptions): Promise<boolean> | boolean;
  /** When a person must provide another token; undefined if unknown, or if the source renews tokens by itself. */
  readonly expiresAt?: Date | undefined;
}

/** Refuses what cannot stand in a header: an HTTP library's own error would print it. */
export function checkTokenText(token: string, what = 'access token'): string {
  if (token === '') throw new TypeError(`The ${what} is empty.`);
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new TypeError(`The ${what} contains spaces or characters that are not allowed in it.`);
  return token;
}

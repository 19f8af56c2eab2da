/** Where the store is: `sqlite:PATH`, `postgres://USER@HOST/DATABASE`, or `memory:` for one that ends with the process. */
export const DEFAULT_STORE_URL = 'sqlite:./data/aitta-bot.sqlite';
export const MEMORY_URL = 'memory:';
export const SQLITE_SCHEME = 'sqlite:';

/** @returns undefined where nothing is kept on the disk */
export const storePath = (url: string): string | undefined =>
  url.startsWith(SQLITE_SCHEME) ? url.slice(SQLITE_SCHEME.length) : undefined;

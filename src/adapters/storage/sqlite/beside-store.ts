import { format, parse } from 'node:path';

/** A file beside the store, such as `aitta-bot.damaged.sqlite`; `rm aitta-bot.sqlite*`, as for a restore, leaves it there. */
export const besideStore = (path: string, what: string): string => {
  const { dir, name, ext } = parse(path);
  return format({ dir, name: `${name}.${what}`, ext });
};

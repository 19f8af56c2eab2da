import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, format, join, parse } from 'node:path';

/** A file beside the store, such as `aitta-bot.damaged.sqlite`; `rm aitta-bot.sqlite*`, as for a restore, leaves it there. */
const besideStore = (path: string, what: string): string => {
  const { dir, name, ext } = parse(path);
  return format({ dir, name: `${name}.${what}`, ext });
};

/** Where a store is kept as it was when it was found damaged. */
export const damagedCopyOf = (path: string): string => besideStore(path, 'damaged');

/** Where a store is kept as it was before this version of its schema was left behind. */
export const upgradeCopyOf = (path: string, version: number): string => besideStore(path, `schema-${version}`);

/** A kill in between leaves no half copy under the name of a whole one. */
export const partOf = (copy: string): string => `${copy}.part`;

interface Copy {
  kind: 'upgraded' | 'damaged';
  path: string;
}

/** Everything beside the store that holds what the store once held, journals and halves included. */
export const copiesOf = (path: string): Copy[] => {
  if (path === ':memory:') return [];
  const { name, ext } = parse(path);
  const upgraded = `${name}.schema-`;
  return readdirSync(dirname(path)).flatMap((file): Copy[] => {
    const copy = join(dirname(path), file);
    if (file.startsWith(basename(damagedCopyOf(path)))) return [{ kind: 'damaged', path: copy }];
    const isUpgraded =
      file.startsWith(upgraded) && /^\d+$/.test(without(without(file, '.part'), ext).slice(upgraded.length));
    return isUpgraded ? [{ kind: 'upgraded', path: copy }] : [];
  });
};

const without = (text: string, end: string): string =>
  text.endsWith(end) ? text.slice(0, text.length - end.length) : text;

/** They hold what people may have deleted since. @param before those of each kind that were made earlier, epoch milliseconds */
export const dropCopies = (path: string, before: Readonly<Record<Copy['kind'], number>>): void => {
  for (const { kind, path: copy } of copiesOf(path)) if (statSync(copy).mtimeMs < before[kind]) rmSync(copy);
};

import { placeOf } from '../../src/core/kept-kind.ts';
import type { KeptKind } from '../../src/core/kept-kind.ts';

const BEGIN = '<!-- begin: what is kept (npm run generate) -->';
const END = '<!-- end: what is kept -->';

const HEAD = ['where', 'what', 'why', 'whose', 'how long', 'forgotten by', 'in clear with `STORE_KEY`'];

/** The table's cells, a row per kind. */
export const keptRows = (kinds: readonly KeptKind[]): string[][] =>
  kinds.map((kind) => {
    const { what, why, whose, ends, forgottenBy, clear } = kind;
    return [`\`${placeOf(kind)}\``, what, why, whose, ends, forgottenBy, clear];
  });

/** The cells that a page has between the two marks. */
export const cellsOf = (page: string): string[][] =>
  page
    .slice(page.indexOf(BEGIN), page.indexOf(END))
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );

const table = (kinds: readonly KeptKind[]): string =>
  [HEAD, HEAD.map(() => '---'), ...keptRows(kinds)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The page with its table made anew. @throws Error when it has no place for one. */
export const withKeptTable = (page: string, kinds: readonly KeptKind[]): string => {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('docs/privacy.md has lost the place of its table');
  return `${page.slice(0, begin)}${BEGIN}\n\n${table(kinds)}\n\n${page.slice(end)}`;
};

import type { LineLead } from './line-lead.ts';

/** Models indent nested items by two columns, also under `1. `, where CommonMark asks for three. */
const NESTED_COLUMNS = 2;

/** An item may stand so much further to the right than it has to; beyond, CommonMark sees code. */
const SLACK_COLUMNS = 3;

interface OpenItem {
  indent: number;
  quoteDepth: number;
  /** What the item is numbered; undefined for bullets. */
  number: number | undefined;
  /** Where CommonMark sees the item, less where it is written. */
  shift: number;
  /** Where its text begins, for CommonMark. */
  content: number;
}

export interface ListLevel {
  /** Items that it stands in; an item does not stand in itself. */
  depth: number;
  /** The number that Markdown gives an item, whatever is written: one more than the item before it. */
  number: number | undefined;
  /** Columns before it, so that CommonMark sees it within the items that it is meant to stand in. */
  column: number;
  /** The same for its other lines. */
  restColumn: number;
}

const widthOf = ({ source, item }: LineLead): number => {
  if (!item) return 0;
  const [marker = '', blanks = ''] = /(?:[-*+]|\d{1,9}[.)])([ \t]*)/u.exec(source) ?? [];
  return marker.length - blanks.length + Math.min(4, Math.max(1, blanks.length));
};

/** Follows the items of lists from line to line. */
export class ListLevels {
  #open: OpenItem[] = [];

  /** The level of a block that begins with this lead. */
  enter(lead: LineLead): ListLevel {
    const { quoteDepth, indent, item } = lead;
    const isInside = (outer: OpenItem): boolean =>
      outer.quoteDepth === quoteDepth && indent >= outer.indent + NESTED_COLUMNS;
    const sibling = this.#open.find((each) => !isInside(each));
    this.#open = this.#open.slice(0, sibling ? this.#open.indexOf(sibling) : this.#open.length);
    const depth = this.#open.length;
    const outer = this.#open.at(-1);
    const least = outer?.content ?? 0;
    if (!item) {
      const column = outer ? least : indent;
      return { depth, number: undefined, column, restColumn: column };
    }
    const goesOn = item.number !== undefined && sibling?.quoteDepth === quoteDepth && sibling.number !== undefined;
    const number = goesOn ? (sibling.number ?? 0) + 1 : item.number;
    const written = indent + (outer?.shift ?? 0);
    const column = written < least || written > least + SLACK_COLUMNS ? least : written;
    const content = column + widthOf(lead);
    this.#open.push({ indent, quoteDepth, number, shift: column - indent, content });
    return { depth, number, column, restColumn: content };
  }
}

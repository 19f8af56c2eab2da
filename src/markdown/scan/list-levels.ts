import type { LineLead } from './line-lead.ts';

/** Models indent nested items by two columns, also under `1. `, where CommonMark asks for three. */
const NESTED_COLUMNS = 2;

interface OpenItem {
  indent: number;
  quoteDepth: number;
  /** What the item is numbered; undefined for bullets. */
  number: number | undefined;
}

export interface ListLevel {
  /** Items that it stands in; an item does not stand in itself. */
  depth: number;
  /** The number that Markdown gives an item, whatever is written: one more than the item before it. */
  number: number | undefined;
}

/** Follows the items of lists from line to line. */
export class ListLevels {
  #open: OpenItem[] = [];

  /** The level of a block that begins with this lead. */
  enter({ quoteDepth, indent, item }: LineLead): ListLevel {
    const isInside = (outer: OpenItem): boolean =>
      outer.quoteDepth === quoteDepth && indent >= outer.indent + NESTED_COLUMNS;
    const sibling = this.#open.find((each) => !isInside(each));
    this.#open = this.#open.slice(0, sibling ? this.#open.indexOf(sibling) : this.#open.length);
    const depth = this.#open.length;
    if (!item) return { depth, number: undefined };
    const goesOn = item.number !== undefined && sibling?.quoteDepth === quoteDepth && sibling.number !== undefined;
    const number = goesOn ? (sibling.number ?? 0) + 1 : item.number;
    this.#open.push({ indent, quoteDepth, number });
    return { depth, number };
  }
}

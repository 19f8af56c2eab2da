import { BoundedText } from '../bounded-text.ts';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';
import { linkIn, partLinks } from './part-links.ts';
import { DAYS_TO_1904, readDateStyles, serialDate } from './xlsx-dates.ts';

/** A cell further right than so many empty ones stands beside the last one. */
const MAX_GAP = 50;
/** What is ever shown has fewer texts. */
const MAX_SHARED = 500_000;

interface Sheet {
  name: string;
  part: string;
}

/** The sheets of a workbook as rows with tabs: values as they were last calculated, dates as dates. */
export const readXlsx = (office: OfficePackage, text: BoundedText, maxPages: number): boolean => {
  const { sheets, since1904 } = findSheets(office);
  const values: Values = { shared: readShared(office), isDate: readDateStyles(office), since1904 };
  for (const { name, part } of sheets.slice(0, maxPages)) {
    const cells = new BoundedText();
    addSheet(office.read(part), values, cells);
    text.addPart(`sheet ${name}`, cells);
  }
  return sheets.length > maxPages || text.isFull || values.shared.length >= MAX_SHARED;
};

interface Values {
  /** Texts that cells name by their number. */
  shared: readonly string[];
  /** By the number of a style. */
  isDate: readonly boolean[];
  /** Days are counted as on an old Macintosh. */
  since1904: boolean;
}

const WORKBOOK = 'xl/workbook.xml';

const findSheets = (office: OfficePackage): { sheets: Sheet[]; since1904: boolean } => {
  const targets = partLinks(office, WORKBOOK);
  const sheets: Sheet[] = [];
  let since1904 = false;
  walkXml(office.read(WORKBOOK), {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') since1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
      const part = targets.get(linkIn(attributes) ?? '');
      if (tag === 'sheet' && part !== undefined && office.names.includes(part))
        sheets.push({ name: attributes['name'] ?? '', part });
    },
  });
  return { sheets, since1904 };
};

const readShared = (office: OfficePackage): string[] => {
  const part = 'xl/sharedStrings.xml';
  const shared: string[] = [];
  if (!office.names.includes(part)) return shared;
  let text = '';
  let isText = false;
  let isReading = false;
  walkXml(office.read(part), {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') isReading = true; // how it is spoken, above the signs
      isText = name === 't' && !isReading;
    },
    close: (name) => {
      if (name === 'rPh') isReading = false;
      if (name === 'si') shared.push(text);
      isText = false;
    },
    text: (piece) => {
      if (isText) text += piece;
    },
    isOver: () => shared.length >= MAX_SHARED,
  });
  return shared;
};

const addSheet = (xml: Uint8Array, values: Values, text: BoundedText): void => {
  let cell: Readonly<Record<string, string>> = {};
  let value = '';
  let isValue = false;
  let column = 0;
  walkXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') column = 0;
      if (name === 'c') [cell, value] = [attributes, ''];
      isValue = name === 'v' || name === 't';
    },
    close: (name) => {
      isValue = false;
      if (name === 'row') text.add('\n');
      if (name !== 'c') return;
      const at = columnOf(cell['r'] ?? '') ?? column + 1;
      text.add('\t'.repeat(Math.min(Math.max(at - Math.max(column, 1), 0), MAX_GAP)));
      text.add(shownValue(value, cell, values));
      column = at;
    },
    text: (piece) => {
      if (isValue) value += piece;
    },
    isOver: () => text.isFull,
  });
};

/** "C7" is in the third column. */
const columnOf = (reference: string): number | undefined => {
  const [letters] = /^[A-Z]{1,3}/.exec(reference) ?? [];
  return letters === undefined
    ? undefined
    : Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
};

const shownValue = (
  value: string,
  cell: Readonly<Record<string, string>>,
  { shared, isDate, since1904 }: Values,
): string => {
  if (cell['t'] === 's') return shared[Number(value)] ?? '';
  if (cell['t'] === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  const isNumber = (cell['t'] === undefined || cell['t'] === 'n') && value !== '';
  return isNumber && isDate[Number(cell['s'] ?? 0)] === true
    ? serialDate(Number(value) + (since1904 ? DAYS_TO_1904 : 0))
    : value;
};

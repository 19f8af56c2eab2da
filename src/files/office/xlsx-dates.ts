import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';

/** Formats for dates and times that every workbook has without naming them (ECMA-376, part 1, 18.8.30). */
const BUILT_IN: ReadonlySet<number> = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);
const DAY_MS = 24 * 60 * 60_000;
/** Day 0, as Excel counts since it took 1900 for a leap year. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
/** From that day to where other workbooks begin to count (ECMA-376, part 1, 18.17.4.1). */
export const DAYS_TO_1904 = 1_462;
/** Beyond the year 9999 there are no dates. */
const MAX_SERIAL = 2_958_465;

/** Which styles of cells, by their number, show dates. */
export const readDateStyles = (office: OfficePackage): boolean[] => {
  const part = 'xl/styles.xml';
  const isDate: boolean[] = [];
  if (!office.names.includes(part)) return isDate;
  const named = new Set<number>();
  let isCells = false;
  walkXml(office.read(part), {
    open: (name, { numFmtId: id = '0', formatCode: code = '' }) => {
      if (name === 'numFmt' && /[dmyhs]/i.test(code.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, ''))) named.add(Number(id));
      if (name === 'cellXfs') isCells = true;
      if (name === 'xf' && isCells) isDate.push(BUILT_IN.has(Number(id)) || named.has(Number(id)));
    },
    close: (name) => {
      if (name === 'cellXfs') isCells = false;
    },
  });
  return isDate;
};

/** A number of days as a date, with the time where it has one. */
export const serialDate = (serial: number): string => {
  if (!Number.isFinite(serial) || serial < 0 || serial > MAX_SERIAL) return String(serial);
  const [date = '', time = ''] = new Date(DAY_ZERO + Math.round(serial * DAY_MS)).toISOString().split('T');
  const clock = time.slice(0, 8);
  if (serial < 1) return clock;
  return clock === '00:00:00' ? date : `${date} ${clock}`;
};

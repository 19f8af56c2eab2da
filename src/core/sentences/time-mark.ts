/** Private-use characters, which neither people nor models write. */
const [BEGIN, END] = ['\u{E0A0}', '\u{E0A1}'];
const MARK = new RegExp(`${BEGIN}(\\d{1,12})${END}`, 'g');

/** A moment in a sentence. Each platform draws it in its reader's own zone, and in their way. @param at epoch milliseconds */
export const timeMark = (at: number): string => `${BEGIN}${Math.floor(at / 1_000)}${END}`;

export const hasTimes = (text: string): boolean => text.includes(BEGIN);

/** @param draw gets epoch milliseconds, whole seconds */
export const drawTimes = (text: string, draw: (at: number) => string): string =>
  hasTimes(text) ? text.replaceAll(MARK, (_, seconds: string) => draw(Number(seconds) * 1_000)) : text;

/** Such as "2026-11-24 14:05 UTC", where the reader's zone is not known. */
export const utcTime = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const DELIMITER_ROW = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/u;

/** With or without outer pipes. */
export const isTableRow = (line: string): boolean => line.includes('|');

/** The row below a table's header. */
export const isTableDelimiter = (line: string): boolean => DELIMITER_ROW.test(line);

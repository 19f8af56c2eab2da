import { duration } from './english-counts.ts';

/** What the operator hears of, in English. */
export const englishAlerts = {
  partDown: (part: string, note: string, time: string): string => `${part} has not worked since ${time}: ${note}.`,
  partBack: (part: string, ms: number): string => `${part} works again, after ${duration(ms)}.`,
  storeDown: (note: string, time: string): string =>
    `My database has not worked since ${time}: ${note}. I cannot take questions.`,
  storeBack: (ms: number): string => `My database works again, after ${duration(ms)}.`,
  diskLow: (gibibytes: string): string =>
    `The disk with my database is nearly full: ${gibibytes} GiB are left. Once it is full, I cannot take questions.`,
  diskFree: 'The disk with my database has room again.',
};

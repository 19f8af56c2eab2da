import { counted, duration } from './english-counts.ts';

/** What the operator hears of, in English. */
export const englishAlerts = {
  tokenEnds: (days: number, time: string, url: string): string =>
    `The access token for Aitta expires in ${counted(days, 'day')} or less (${time}). Without a new one I can no longer answer. Get one at ${url}`,
  tokenEnded: (url: string): string =>
    `The access token for Aitta has expired, and I cannot answer. Get a new one at ${url}`,
  partDown: (part: string, note: string, time: string): string => `${part} has not worked since ${time}: ${note}.`,
  partBack: (part: string, ms: number): string => `${part} works again, after ${duration(ms)}.`,
  storeDown: (note: string, time: string): string =>
    `My database has not worked since ${time}: ${note}. I cannot take questions.`,
  storeBack: (ms: number): string => `My database works again, after ${duration(ms)}.`,
  aittaDown: (note: string, time: string): string =>
    `Aitta has not worked since ${time} (${note}). Questions are kept and answered when it is back.`,
  aittaBack: (ms: number): string =>
    `Aitta works again, after ${duration(ms)}. Questions that waited are answered now.`,
  maintenance: (until: string | undefined): string =>
    `Aitta is under maintenance${until === undefined ? '' : ` until ${until}`}. Questions are kept and answered afterwards.`,
  maintenanceOver: 'The maintenance of Aitta is over.',
  modelGone: (model: string, isDefault: boolean): string =>
    `Aitta no longer offers ${model}.${isDefault ? ' AITTA_MODEL names it, so please name another one there.' : ''}`,
  diskLow: (gibibytes: string): string =>
    `The disk with my database is nearly full: ${gibibytes} GiB are left. Once it is full, I cannot take questions.`,
  diskFree: 'The disk with my database has room again.',
};

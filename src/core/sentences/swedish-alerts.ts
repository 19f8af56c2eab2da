import type { englishAlerts } from './english-alerts.ts';
import type { Shape } from './sentences.ts';
import { duration } from './swedish-counts.ts';

/** What the operator hears of, in Swedish. */
export const swedishAlerts: Shape<typeof englishAlerts> = {
  partDown: (part, note, time) => `${part} har inte fungerat sedan ${time}: ${note}.`,
  partBack: (part, ms) => `${part} fungerar igen, efter ${duration(ms)}.`,
  storeDown: (note, time) => `Min databas har inte fungerat sedan ${time}: ${note}. Jag kan inte ta emot frågor.`,
  storeBack: (ms) => `Min databas fungerar igen, efter ${duration(ms)}.`,
  diskLow: (gibibytes) =>
    `Disken med min databas är nästan full: ${gibibytes} GiB återstår. När den är full kan jag inte ta emot frågor.`,
  diskFree: 'Disken med min databas har plats igen.',
};

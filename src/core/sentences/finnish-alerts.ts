import type { englishAlerts } from './english-alerts.ts';
import { duration } from './finnish-counts.ts';
import type { Shape } from './sentences.ts';

/** What the operator hears of, in Finnish. */
export const finnishAlerts: Shape<typeof englishAlerts> = {
  partDown: (part, note, time) => `${part} ei toimi. Vika alkoi ${time}: ${note}.`,
  partBack: (part, ms) => `${part} toimii taas; katko kesti ${duration(ms)}.`,
  storeDown: (note, time) => `Tietokantani ei toimi, enkä voi ottaa kysymyksiä vastaan. Vika alkoi ${time}: ${note}.`,
  storeBack: (ms) => `Tietokantani toimii taas; katko kesti ${duration(ms)}.`,
  diskLow: (gibibytes) =>
    `Tietokantani levy on melkein täynnä: tilaa on ${gibibytes} GiB. Kun se on täynnä, en voi ottaa kysymyksiä vastaan.`,
  diskFree: 'Tietokantani levyllä on taas tilaa.',
};

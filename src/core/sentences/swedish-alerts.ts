import type { englishAlerts } from './english-alerts.ts';
import type { Shape } from './sentences.ts';
import { counted, duration } from './swedish-counts.ts';

/** What the operator hears of, in Swedish. */
export const swedishAlerts: Shape<typeof englishAlerts> = {
  tokenEnds: (days, time, url) =>
    `Åtkomsttoken för Aitta går ut inom ${counted(days, 'dag', 'dagar')} (${time}). Utan en ny kan jag inte längre svara. Hämta en på ${url}`,
  tokenEnded: (url) => `Åtkomsttoken för Aitta har gått ut, och jag kan inte svara. Hämta en ny på ${url}`,
  partDown: (part, note, time) => `${part} har inte fungerat sedan ${time}: ${note}.`,
  partBack: (part, ms) => `${part} fungerar igen, efter ${duration(ms)}.`,
  storeDown: (note, time) => `Min databas har inte fungerat sedan ${time}: ${note}. Jag kan inte ta emot frågor.`,
  storeBack: (ms) => `Min databas fungerar igen, efter ${duration(ms)}.`,
  aittaDown: (note, time) =>
    `Aitta har inte fungerat sedan ${time} (${note}). Frågorna är sparade och besvaras när det fungerar igen.`,
  aittaBack: (ms) => `Aitta fungerar igen, efter ${duration(ms)}. Frågor som har väntat besvaras nu.`,
  maintenance: (until) =>
    `Underhåll pågår på Aitta${until === undefined ? '' : ` till ${until}`}. Frågorna är sparade och besvaras efteråt.`,
  maintenanceOver: 'Underhållet av Aitta är över.',
  modelGone: (model, isDefault) =>
    `Aitta erbjuder inte längre ${model}.${isDefault ? ' AITTA_MODEL anger den; ange en annan modell där.' : ''}`,
  diskLow: (gibibytes) =>
    `Disken med min databas är nästan full: ${gibibytes} GiB återstår. När den är full kan jag inte ta emot frågor.`,
  diskFree: 'Disken med min databas har plats igen.',
};

import type { englishAlerts } from './english-alerts.ts';
import { counted, duration } from './finnish-counts.ts';
import type { Shape } from './sentences.ts';

/** What the operator hears of, in Finnish. */
export const finnishAlerts: Shape<typeof englishAlerts> = {
  tokenEnds: (days, time, url) =>
    `Aitan käyttöoikeustunnus vanhenee viimeistään ${counted(days, 'päivän', 'päivän')} kuluttua (${time}). Ilman uutta en voi enää vastata. Uuden saa osoitteesta ${url}`,
  tokenEnded: (url) => `Aitan käyttöoikeustunnus on vanhentunut, enkä voi vastata. Uuden saa osoitteesta ${url}`,
  partDown: (part, note, time) => `${part} ei toimi. Vika alkoi ${time}: ${note}.`,
  partBack: (part, ms) => `${part} toimii taas; katko kesti ${duration(ms)}.`,
  storeDown: (note, time) => `Tietokantani ei toimi, enkä voi ottaa kysymyksiä vastaan. Vika alkoi ${time}: ${note}.`,
  storeBack: (ms) => `Tietokantani toimii taas; katko kesti ${duration(ms)}.`,
  aittaDown: (note, time) =>
    `Aitta ei toimi. Vika alkoi ${time} (${note}). Kysymykset ovat tallessa, ja niihin vastataan, kun Aitta toimii taas.`,
  aittaBack: (ms) => `Aitta toimii taas; katko kesti ${duration(ms)}. Odottaneisiin kysymyksiin vastataan nyt.`,
  maintenance: (until) =>
    `Aitassa on huoltokatko${until === undefined ? '' : `, joka päättyy ${until}`}. Kysymykset ovat tallessa, ja niihin vastataan katkon jälkeen.`,
  maintenanceOver: 'Aitan huoltokatko on ohi.',
  modelGone: (model, isDefault) =>
    `Mallia ${model} ei enää ole Aitassa.${isDefault ? ' Se on nimetty asetuksessa AITTA_MODEL; nimeä siihen toinen malli.' : ''}`,
  diskLow: (gibibytes) =>
    `Tietokantani levy on melkein täynnä: tilaa on ${gibibytes} GiB. Kun se on täynnä, en voi ottaa kysymyksiä vastaan.`,
  diskFree: 'Tietokantani levyllä on taas tilaa.',
};

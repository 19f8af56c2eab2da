import { listed } from './counts.ts';
import { choose, counted, thousands } from './finnish-counts.ts';
import type { Sentences } from './sentences.ts';

/** What `forget` has deleted, and where, in Finnish. */
export const forgot: Sentences['forgot'] = (forgotten) => {
  const { turns, elsewhere, settings, usageDays, notes, stopped, stillOpen } = forgotten;
  const where = elsewhere > 0 ? ` (täällä ${thousands(turns - elsewhere)}, muualla ${thousands(elsewhere)})` : '';
  const deleted = [
    ...(turns > 0 ? [`${counted(turns, 'kysymys', 'kysymystä')} vastauksineen${where}`] : []),
    ...(settings > 0 ? [counted(settings, 'asetus', 'asetusta')] : []),
    ...(usageDays > 0 ? [`${thousands(usageDays)} päivän käyttötiedot`] : []),
  ];
  return [
    deleted.length + notes + stopped === 0 ? 'Poistettavaa ei ollut.' : '',
    deleted.length > 0 ? `Poistettu ${listed(deleted, ' sekä')}.` : '',
    notes > 0 ? 'Myös muistiinpanoni siitä, missä olet kysynyt, on poistettu.' : '',
    stopped > 0 ? `Keskeytetty ja poistettu ${counted(stopped, 'avoin kysymys', 'avointa kysymystä')}.` : '',
    stillOpen > 0
      ? choose(
          stillOpen,
          'Yksi niistä on vielä kesken; sen teksti poistetaan, kun se päättyy.',
          `Niistä ${thousands(stillOpen)} on vielä kesken; niiden tekstit poistetaan, kun ne päättyvät.`,
        )
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
};

import { listed } from './counts.ts';
import { choose, counted, thousands } from './swedish-counts.ts';
import type { Sentences } from './sentences.ts';

/** What `forget` has deleted, and where, in Swedish. */
export const forgot: Sentences['forgot'] = (forgotten) => {
  const { turns, elsewhere, settings, usageDays, notes, stopped, stillOpen } = forgotten;
  const where = elsewhere > 0 ? ` (${thousands(turns - elsewhere)} här, ${thousands(elsewhere)} på annat håll)` : '';
  const deleted = [
    ...(turns > 0 ? [`${counted(turns, 'fråga med svar', 'frågor med svar')}${where}`] : []),
    ...(settings > 0 ? [counted(settings, 'inställning', 'inställningar')] : []),
    ...(usageDays > 0 ? [`statistik för ${counted(usageDays, 'dag', 'dagar')}`] : []),
  ];
  return [
    deleted.length + notes + stopped === 0 ? 'Det fanns inget att radera.' : '',
    deleted.length > 0 ? `Raderat: ${listed(deleted, ' samt')}.` : '',
    notes > 0 ? 'Mina anteckningar om var du har frågat är också raderade.' : '',
    stopped > 0 ? `Stoppade och raderade ${counted(stopped, 'öppen fråga', 'öppna frågor')}.` : '',
    stillOpen > 0
      ? choose(
          stillOpen,
          'En av dem är inte klar ännu; dess text raderas när den tar slut.',
          `${thousands(stillOpen)} av dem är inte klara ännu; deras texter raderas när de tar slut.`,
        )
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
};

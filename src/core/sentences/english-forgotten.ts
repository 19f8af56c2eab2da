import { listed } from './counts.ts';
import { counted, countedForms, thousands } from './english-counts.ts';

/** What was deleted, in numbers. */
interface Forgotten {
  turns: number;
  /** How many of them in other channels. */
  elsewhere: number;
  settings: number;
  usageDays: number;
  notes: number;
  stopped: number;
  stillOpen: number;
}

/** What `forget` has deleted, and where. */
export const forgot = ({ turns, elsewhere, settings, usageDays, notes, stopped, stillOpen }: Forgotten): string => {
  const where = elsewhere > 0 ? ` (${thousands(turns - elsewhere)} here, ${thousands(elsewhere)} elsewhere)` : '';
  const deleted = [
    ...(turns > 0 ? [`${countedForms(turns, 'question and its answer', 'questions and their answers')}${where}`] : []),
    ...(settings > 0 ? [counted(settings, 'setting')] : []),
    ...(usageDays > 0 ? [`${counted(usageDays, 'day')} of usage figures`] : []),
  ];
  return [
    deleted.length + notes + stopped === 0 ? 'There was nothing to delete.' : '',
    deleted.length > 0 ? `Deleted ${listed(deleted, ', and')}.` : '',
    notes > 0 ? 'My notes of where you asked are deleted too.' : '',
    stopped > 0 ? `Stopped and deleted ${counted(stopped, 'open question')}.` : '',
    stillOpen === 1 ? 'One of them has not ended yet; its text is deleted as it ends.' : '',
    stillOpen > 1 ? `${thousands(stillOpen)} of them have not ended yet; their texts are deleted as they end.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
};

import { VOTES } from '../memory/feedback.ts';
import type { Feedback, Vote } from '../memory/feedback.ts';
import type { History } from '../memory/history.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Choice } from '../ports/arrival.ts';
import type { Meter } from '../ports/operator.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';

export interface RateParts {
  history: History;
  feedback: Feedback;
  operator: Pick<OperatorSettings, 'feedback'>;
  meter: Meter;
}

const THUMBS: Readonly<Record<Vote, string>> = { up: '👍', down: '👎' };
/** Characters of a word that is kept. */
const MAX_WORD = 1_000;

/** Under an answer, for everybody who reads it. @param answer the turn of it */
export const rateChoices = (answer: string): Choice[] =>
  VOTES.map((vote) => ({ label: THUMBS[vote], call: { command: 'rate', args: { turn: answer, as: vote } } }));

/** A thumb, and perhaps a word: one vote of each person, the last one counts. */
export const rate = async (
  { turn, call, sentences }: Command,
  { history, feedback, operator, meter }: RateParts,
): Promise<View> => {
  const { turn: answer = '', as, word = '' } = call.args;
  const vote = VOTES.find((each) => each === as);
  if (operator.feedback === 'off' || vote === undefined) return { note: sentences.rating.off, private: true };
  const before = await feedback.find(turn.arrival, answer);
  const model = before?.model ?? (await history.find(turn.arrival.conversation, answer))?.model;
  if (model === undefined) return { note: sentences.nothingKept, private: true };
  const keepsWords = operator.feedback === 'words';
  const kept = keepsWords ? word.trim().slice(0, MAX_WORD) : '';
  const isNews = await feedback.rate(turn.arrival, answer, { vote, model, ...(kept === '' ? {} : { word: kept }) });
  if (isNews) meter.count('votes', { platform: turn.arrival.platform, vote });
  const tell: Choice = {
    label: sentences.rating.tell,
    call: { command: 'rate', args: { turn: answer, as: vote } },
    askFor: 'word',
  };
  return {
    note: kept === '' ? sentences.rating.thanks : sentences.rating.kept,
    ...(keepsWords && kept === '' ? { choices: [tell] } : {}),
    private: true,
  };
};

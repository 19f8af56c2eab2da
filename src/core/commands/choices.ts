import type { Call, Choice } from '../ports/arrival.ts';
import type { Model } from '../ports/model.ts';
import type { Turn } from '../ports/turns.ts';
import { MAX_CALL_LINE, writeCall } from './call-line.ts';
import type { Sentences } from '../sentences/sentences.ts';

/** A button holds a call of limited length; what does not fit is not offered. */
export const fits = (choice: Choice): boolean => {
  try {
    return writeCall(choice.call).length <= MAX_CALL_LINE;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** The buttons that the walk itself shows. */
export const haltChoice = (turnId: string, sentences: Sentences): Choice => ({
  label: sentences.stop,
  call: { command: 'halt', args: { turn: turnId } },
});

/** Ways out of a long wait: a model that runs now, or an answer later, unless that was chosen. */
export const waitChoices = (
  { id, kind }: Pick<Turn, 'id' | 'kind'>,
  running: Model | undefined,
  sentences: Sentences,
): Choice[] => {
  const choices: Choice[] = [
    ...(running ? [useNow(running, { command: 'switch', args: { turn: id, model: running.id } }, sentences)] : []),
    ...(kind === 'parked' ? [] : [{ label: sentences.park, call: { command: 'park', args: { turn: id } } }]),
  ];
  return choices.filter(fits);
};

/** Under a failure: what may still lead to an answer. */
export const failureChoices = (
  turnId: string,
  other: Model | undefined,
  { sentences, isHopeless }: { sentences: Sentences; isHopeless: boolean },
): Choice[] => {
  const retry = (more: Call['args'] = {}): Call => ({ command: 'retry', args: { turn: turnId, ...more } });
  const choices: Choice[] = [
    ...(isHopeless ? [] : [{ label: sentences.tryAgain, call: retry() }]),
    ...(other ? [useNow(other, retry({ model: other.id }), sentences)] : []),
    ...(isHopeless ? [] : [{ label: sentences.tellWhenBack, call: retry({ later: 'yes' }) }]),
  ];
  return choices.filter(fits);
};

/** Under a picture for a model that sees none: models that do, each with its state where that means waiting. */
export const seeingChoices = (turnId: string, models: readonly Model[], sentences: Sentences): Choice[] => {
  const choices = models.map(({ id, state }): Choice => {
    const wait = state === 'running' ? undefined : sentences.shortStates[state];
    const call = { command: 'retry', args: { turn: turnId, model: id } };
    return { label: sentences.files.useSeeing(id, wait), call };
  });
  return choices.filter(fits);
};

/** Named with what it can read at once. */
const useNow = ({ id, contextTokens }: Model, call: Call, sentences: Sentences): Choice => {
  const room = contextTokens === undefined ? '' : ` (${sentences.number(Math.round(contextTokens / 1_000))}k)`;
  return { label: `${sentences.switchTo(id)}${room}`, call };
};

/** Under the question whether an old one is still to be answered. */
export const wantedChoices = (turnId: string, sentences: Sentences): Choice[] => [
  { label: sentences.answerIt, call: { command: 'answer', args: { turn: turnId } } },
  { label: sentences.forgetIt, call: { command: 'drop', args: { turn: turnId } } },
];

/** Under an answer that was cut off. @param part how often it was gone on with before */
export const continueChoice = (turnId: string, part: number, { sentences }: { sentences: Sentences }): Choice => ({
  label: sentences.goOn,
  call: {
    command: 'continue',
    args: { turn: turnId, part: String(part) },
  },
});

export const wholeChoice = (turnId: string, sentences: Sentences): Choice => ({
  label: sentences.showWhole,
  call: { command: 'whole', args: { turn: turnId } },
});

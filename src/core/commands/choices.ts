import type { Choice } from '../ports/arrival.ts';
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

/** Ways out of a long wait: a model that runs now, or an answer later. */
export const waitChoices = (turnId: string, running: string | undefined, sentences: Sentences): Choice[] => {
  const choices: Choice[] = [
    ...(running === undefined
      ? []
      : [{ label: sentences.switchTo(running), call: { command: 'switch', args: { turn: turnId, model: running } } }]),
    { label: sentences.park, call: { command: 'park', args: { turn: turnId } } },
  ];
  return choices.filter(fits);
};

/** Under the question whether an old one is still to be answered. */
export const wantedChoices = (turnId: string, sentences: Sentences): Choice[] => [
  { label: sentences.answerIt, call: { command: 'answer', args: { turn: turnId } } },
  { label: sentences.forgetIt, call: { command: 'drop', args: { turn: turnId } } },
];

export const wholeChoice = (turnId: string, sentences: Sentences): Choice => ({
  label: sentences.showWhole,
  call: { command: 'whole', args: { turn: turnId } },
});

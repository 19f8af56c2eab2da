import type { History } from '../memory/history.ts';
import { refOf } from '../memory/recent-conversations.ts';
import type { Choice } from '../ports/arrival.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { byReadiness } from '../prompt/choose-model.ts';
import type { Sentences } from '../sentences/sentences.ts';
import { findLastAnswer, isPast } from './last-answer.ts';
import { fits } from './choices.ts';
import type { Command } from './command.ts';

/** As many as a menu of either platform takes. */
const MAX_MODELS = 25;

/** Of a turn's id, enough to tell it from the one before it: a button has little room. */
const MARK = 8;

export const againChoice = (turnId: string, sentences: Sentences): Choice => ({
  label: sentences.again,
  call: { command: 'another', args: { turn: turnId } },
});

/** Under the last answer: by which model it is to be given again, the same one first. */
export const offerAgain = async (
  command: Command,
  { history, gateway }: { history: History; gateway: ModelGateway },
): Promise<View> => {
  const { turn, sentences } = command;
  const { conversation } = turn.arrival;
  const last = await findLastAnswer(command, conversation, history);
  if (!isPast(last)) return last;
  const models = byReadiness((await gateway.models()).models);
  if (models.length === 0) return { note: sentences.noModel, private: true };
  const sorted = models.toSorted((a, b) => Number(b.id === last.model) - Number(a.id === last.model));
  const choices = sorted.slice(0, MAX_MODELS).map(({ id, state }): Choice => ({
    label: state === 'running' ? id : `${id} (${sentences.shortStates[state]})`,
    call: { command: 'again', args: { turn: last.turnId.slice(0, MARK), in: refOf(conversation), model: id } },
  }));
  return { note: sentences.againWith, choices: choices.filter(fits), private: true };
};

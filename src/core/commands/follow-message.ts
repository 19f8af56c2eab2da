import type { Clock } from '../../async/clock.ts';
import { oldQuestionId, parkedId } from '../arrival-id.ts';
import type { KeptElsewhere } from '../kept-kind.ts';
import { awaitEnd } from '../memory/forget.ts';
import type { History } from '../memory/history.ts';
import type { PastTurn } from '../memory/past-turn.ts';
import type { Call, Choice } from '../ports/arrival.ts';
import type { View } from '../ports/platform.ts';
import type { TurnQueue } from '../ports/turns.ts';
import type { Command } from './command.ts';
import { fits } from './choices.ts';
import { parseInput, questionIn } from './parse-input.ts';

export interface FollowParts {
  turns: TurnQueue;
  history: History;
  clock: Clock;
  elsewhere: Pick<KeptElsewhere, 'forgetTurns'>;
  /** Makes sure that what was deleted is not on the disk any more. */
  compact: () => Promise<unknown>;
}

/** Until so long after its answer an edited question may be answered anew, milliseconds. */
const MAX_LATE_EDIT_MS = 15 * 60_000;

/** Somebody edited their question: what is open is asked with the new words, the history follows. What was just answered can be answered anew. */
export const followEdit = async (
  command: Command,
  { turns, history, clock, compact }: FollowParts,
): Promise<View | undefined> => {
  const { turn, call } = command;
  const { conversation, address } = turn.arrival;
  const text = call.args['text'] ?? '';
  const ids = idsOf(call);
  const asked = parseInput(text);
  const words = questionIn(text);
  // What is a command now, or nothing, is no question that could be answered.
  const isQuestion = asked.command === 'ask' && words !== '';
  const find = (): Promise<PastTurn | undefined> => findAnswered(conversation, { ids, words }, { history, clock });
  const before = isQuestion ? await find() : undefined;
  const told: string[] = [];
  for (const id of ids) {
    if ((await turns.steer(id, { to: 'reword', input: text, address })) === 'told') told.push(id);
    await history.rewrite(conversation, id, words);
  }
  await compact();
  // An answer that is just being posted is to the old words as well.
  if (isQuestion && told.length > 0) await awaitEnd(new Set(told), () => turns.open(conversation), clock);
  const answered = before ?? (isQuestion && told.length > 0 ? await find() : undefined);
  const isOffered = answered && (await history.offerOnce(conversation, answered.turnId, turn.id));
  return isOffered ? offerEdited(command, answered, asked.args) : undefined;
};

/** The last answer here, where it came a moment ago and is to the old words of this question. */
const findAnswered = async (
  conversation: string,
  { ids, words }: { ids: readonly string[]; words: string },
  { history, clock }: Pick<FollowParts, 'history' | 'clock'>,
): Promise<PastTurn | undefined> => {
  const last = await history.last(conversation);
  if (!last || last.texts.length === 0 || clock.now() - (await history.lastAt(conversation)) > MAX_LATE_EDIT_MS)
    return undefined;
  const asked = last.questions.find(({ turnId = last.turnId }) => ids.includes(turnId));
  const isOld = asked && (last.toOldWords === true || plainWords(asked.text) !== plainWords(words));
  return isOld ? last : undefined;
};

/** @param asked the question with its options, which hold for the new answer where a button has room for them */
const offerEdited = (
  { sentences }: Pick<Command, 'sentences'>,
  { turnId }: PastTurn,
  { question: _words, ...options }: Call['args'],
): View => {
  const offer = (args: Call['args']): Choice => ({
    label: sentences.answerEdited,
    call: { command: 'reask', args: { turn: turnId, ...args } },
  });
  const whole = offer(options);
  return { note: sentences.questionEdited, choices: [fits(whole) ? whole : offer({})] };
};

const plainWords = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Somebody deleted their question: it is not answered any more, and leaves the history. Nothing is said of it. */
export const followDeletion = async (
  { turn, call }: Command,
  { turns, history, clock, elsewhere, compact }: FollowParts,
): Promise<undefined> => {
  const { conversation } = turn.arrival;
  const ids = idsOf(call);
  const all = [...ids];
  for (const id of ids) {
    const { askedAgainBy } = (await history.find(conversation, id)) ?? {};
    if (askedAgainBy !== undefined) all.push(askedAgainBy); // what is answered anew to it is nobody's any more
  }
  for (const id of all) await turns.steer(id, { to: 'delete' });
  await awaitEnd(new Set(all), () => turns.open(conversation), clock);
  for (const id of ids) await history.remove(conversation, id);
  await elsewhere.forgetTurns(ids);
  await compact();
};

/** An earlier version let a question that is old, and one that was parked, go on in a turn of its own. */
const idsOf = ({ args }: Command['call']): string[] => {
  const about = args['turn'] ?? '';
  return [about, parkedId(about), oldQuestionId(about)];
};

import type { Exchange, Question } from '../ports/exchange.ts';
import type { Turn } from '../ports/turns.ts';
import type { History } from './history.ts';
import type { Memories } from './memories.ts';

/** Everything that is remembered of an answer that was said. Each part may be repeated: it is kept, and counted, once per turn. */
export const remember = async (turn: Turn, exchange: Exchange, memories: Memories): Promise<void> => {
  const { arrival } = turn;
  const { texts, model, trimTold, noticed, usage, conversation = arrival.conversation } = exchange;
  if (noticed) await memories.settings.markNoticed(arrival);
  if (usage) await memories.usage.add(arrival, turn.id, usage);
  const questions = await asTheyAreNow(conversation, exchange.questions, memories.history);
  if (!questions) return;
  if (exchange.goesOn !== undefined) {
    const [text = ''] = texts;
    if (text !== '') await memories.history.goOn(conversation, exchange.goesOn, { by: turn.id, text });
    return;
  }
  const past = { turnId: turn.id, questions, texts, model, at: turn.at, ...marksOf(exchange) };
  await memories.history.add(conversation, past, trimTold);
  if (!(await asTheyAreNow(conversation, questions, memories.history))) {
    await memories.history.remove(conversation, turn.id); // it was forgotten while this was added
    return;
  }
  const where = { ...arrival, conversation };
  for (const personId of new Set([arrival.personId, ...questions.map((question) => question.personId)]))
    await memories.people.note({ platform: arrival.platform, personId }, where, turn.at);
};

const marksOf = ({ showsThinking, toOldWords }: Exchange): Pick<Exchange, 'showsThinking' | 'toOldWords'> => ({
  ...(showsThinking ? { showsThinking } : {}),
  ...(toOldWords ? { toOldWords } : {}),
});

/** What was asked before, and is answered again or gone on with, may have been deleted meanwhile: then its new answer is nobody's. */
export const isStillAsked = async (
  { arrival }: Pick<Turn, 'arrival'>,
  { questions, conversation = arrival.conversation }: Exchange,
  history: History,
): Promise<boolean> => (await asTheyAreNow(conversation, questions, history)) !== undefined;

/** What is answered again may have been edited since, or be deleted: undefined then. */
const asTheyAreNow = async (
  conversation: string,
  questions: readonly Question[],
  history: History,
): Promise<Question[] | undefined> => {
  const now: Question[] = [];
  for (const question of questions) {
    const { turnId, personId } = question;
    const original = turnId === undefined ? undefined : await history.find(conversation, turnId);
    const { text } = original?.questions.find((each) => each.personId === personId) ?? {};
    if (turnId !== undefined && text === undefined) return undefined;
    now.push({ ...question, ...(text === undefined ? {} : { text }) });
  }
  return now;
};

import type { Exchange, Turn } from '../ports/turns.ts';
import type { Memories } from './memories.ts';

/** Everything that is remembered of an answer that was said. Each part may be repeated: it is kept, and counted, once per turn. */
export const remember = async (turn: Turn, exchange: Exchange, memories: Memories): Promise<void> => {
  const { arrival } = turn;
  const { questions, texts, model, trimTold, noticed, usage } = exchange;
  const past = { turnId: turn.id, questions, texts, model, at: turn.at };
  await memories.history.add(arrival.conversation, past, trimTold);
  for (const personId of new Set([arrival.personId, ...questions.map((question) => question.personId)]))
    await memories.people.note({ platform: arrival.platform, personId }, arrival, turn.at);
  if (noticed) await memories.settings.markNoticed(arrival);
  if (usage) await memories.usage.add(arrival, turn.id, usage);
};

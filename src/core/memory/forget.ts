import type { Arrival } from '../ports/arrival.ts';
import type { OpenTurn, TurnQueue } from '../ports/turns.ts';
import type { History } from './history.ts';
import type { Memories } from './memories.ts';

export interface ForgetParts {
  turns: TurnQueue;
  memories: Memories;
  /** What else is kept by person. */
  limits: { forget(whose: Pick<Arrival, 'platform' | 'workspace' | 'personId'>): Promise<unknown> };
  /** Makes sure that what was deleted is not on the disk any more. */
  compact: () => Promise<void>;
}

/** What was deleted. */
export interface Forgotten {
  turns: number;
  settings: number;
  /** Days with figures. */
  usageDays: number;
  stopped: number;
}

/** Everything of one conversation. */
export const forgetConversation = async (arrival: Arrival, parts: ForgetParts): Promise<Forgotten> => {
  const { conversation } = arrival;
  const { history, settings, recent } = parts.memories;
  const stopped = await stopOpen(await parts.turns.open(conversation), arrival.id, parts.turns);
  const turns = await history.erase(conversation);
  const known = await settings.erase(conversation);
  await recent.remove(arrival, conversation);
  await parts.compact();
  return { turns, settings: known ? 1 : 0, usageDays: 0, stopped };
};

/** One's own questions and their answers in a conversation with others. */
export const forgetOwnTurns = async (arrival: Arrival, conversation: string, history: History): Promise<number> => {
  let turns = 0;
  for await (const past of history.all(conversation)) {
    if (!past.questions.some(({ personId }) => personId === arrival.personId)) continue;
    if (await history.remove(conversation, past.turnId)) turns += 1;
  }
  return turns;
};

/** Everything about a person: what they asked anywhere, what they set for themselves, their figures, what is open. */
export const forgetPerson = async (arrival: Arrival, parts: ForgetParts): Promise<Forgotten> => {
  const { history, settings, recent, usage, people } = parts.memories;
  const { conversations, channels } = await people.find(arrival);
  let [turns, stopped] = [0, 0];
  for (const channel of new Set([...channels, arrival.channel])) {
    stopped += await stopOpen(await parts.turns.openOf({ ...arrival, channel }), arrival.id, parts.turns);
    await recent.forget({ ...arrival, channel });
  }
  for (const conversation of conversations) {
    turns += await forgetOwnTurns(arrival, conversation, history);
    if (await history.isBare(conversation)) {
      await history.erase(conversation);
      await settings.erase(conversation);
    }
  }
  const known = await settings.erasePerson(arrival);
  const usageDays = await usage.forget(arrival);
  await parts.limits.forget(arrival);
  await people.forget(arrival);
  await parts.compact();
  return { turns, settings: known ? 1 : 0, usageDays, stopped };
};

const stopOpen = async (open: readonly OpenTurn[], own: string, turns: TurnQueue): Promise<number> => {
  let stopped = 0;
  for (const turn of open) {
    if (turn.id === own || turn.kind === 'command') continue;
    if ((await turns.steer(turn.id, { to: 'delete' })) === 'told') stopped += 1;
  }
  return stopped;
};

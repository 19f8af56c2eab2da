import type { Arrival } from '../ports/arrival.ts';
import type { OpenTurn, TurnQueue } from '../ports/turns.ts';
import type { History } from './history.ts';
import type { Memories } from './memories.ts';

export interface ForgetParts {
  turns: TurnQueue;
  memories: Memories;
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
  const { history, settings, people } = parts.memories;
  const stopped = await stopOpen(await parts.turns.open(conversation), arrival.id, parts.turns);
  const turns = await history.erase(conversation);
  const known = await settings.erase(conversation);
  await people.leave(conversation);
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

/** Everything about a person, wherever on the platform: what they asked, what they set for themselves, their figures, what is open. */
export const forgetPerson = async (arrival: Arrival, parts: ForgetParts): Promise<Forgotten> => {
  const { history, settings, usage, people } = parts.memories;
  const { platform, personId } = arrival;
  const stopped = await stopOpen(await parts.turns.openOf({ platform, personId }), arrival.id, parts.turns);
  const footprints = await people.find(arrival);
  const forgotten: Forgotten = { turns: 0, settings: 0, usageDays: 0, stopped };
  for (const conversation of new Set(footprints.map((footprint) => footprint.conversation))) {
    forgotten.turns += await forgetOwnTurns(arrival, conversation, history);
    if (!(await history.isBare(conversation))) continue;
    await history.erase(conversation);
    await settings.erase(conversation);
    await people.leave(conversation);
  }
  for (const workspace of new Set([arrival.workspace, ...footprints.map((footprint) => footprint.workspace)])) {
    const whose = { ...arrival, workspace };
    if (await settings.erasePerson(whose)) forgotten.settings += 1;
    forgotten.usageDays = Math.max(forgotten.usageDays, await usage.forget(whose));
  }
  await people.forget(arrival);
  await parts.compact();
  return forgotten;
};

const stopOpen = async (open: readonly OpenTurn[], own: string, turns: TurnQueue): Promise<number> => {
  let stopped = 0;
  for (const turn of open) {
    if (turn.id === own || turn.kind === 'command') continue;
    if ((await turns.steer(turn.id, { to: 'delete' })) === 'told') stopped += 1;
  }
  return stopped;
};

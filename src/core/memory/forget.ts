import type { CommandParts } from '../commands/command-context.ts';
import type { Arrival } from '../ports/arrival.ts';

/** What was deleted. */
export interface Forgotten {
  turns: number;
  settings: number;
  /** Days with figures. */
  usageDays: number;
  stopped: number;
}

/** Everything of one conversation. */
export const forgetConversation = async (arrival: Arrival, parts: CommandParts): Promise<Forgotten> => {
  const { conversation } = arrival;
  const stopped = await stopOpen(await parts.turns.open(conversation), arrival.id, parts);
  const turns = await parts.history.erase(conversation);
  const settings = (await parts.settings.erase(conversation)) ? 1 : 0;
  await parts.recent.remove(arrival, conversation);
  await parts.compact();
  return { turns, settings, usageDays: 0, stopped };
};

/** One's own questions and their answers in a conversation with others. */
export const forgetOwnTurns = async (arrival: Arrival, conversation: string, parts: CommandParts): Promise<number> => {
  let turns = 0;
  for await (const past of parts.history.all(conversation)) {
    if (!past.questions.some(({ personId }) => personId === arrival.personId)) continue;
    if (await parts.history.remove(conversation, past.turnId)) turns += 1;
  }
  return turns;
};

/** Everything about a person: what they asked anywhere, what they set for themselves, their figures, what is open. */
export const forgetPerson = async (arrival: Arrival, parts: CommandParts): Promise<Forgotten> => {
  const { conversations, channels } = await parts.people.find(arrival);
  let [turns, stopped] = [0, 0];
  for (const channel of new Set([...channels, arrival.channel])) {
    stopped += await stopOpen(await parts.turns.openOf({ ...arrival, channel }), arrival.id, parts);
    await parts.recent.forget({ ...arrival, channel });
  }
  for (const conversation of conversations) {
    turns += await forgetOwnTurns(arrival, conversation, parts);
    if (await parts.history.isBare(conversation)) {
      await parts.history.erase(conversation);
      await parts.settings.erase(conversation);
    }
  }
  const settings = (await parts.settings.erasePerson(arrival)) ? 1 : 0;
  const usageDays = await parts.usage.forget(arrival);
  await parts.limits.forget(arrival);
  await parts.people.forget(arrival);
  await parts.compact();
  return { turns, settings, usageDays, stopped };
};

const stopOpen = async (
  open: readonly { id: string; kind: string }[],
  own: string,
  { turns }: CommandParts,
): Promise<number> => {
  let stopped = 0;
  for (const turn of open) {
    if (turn.id === own || turn.kind === 'command') continue;
    if ((await turns.steer(turn.id, { to: 'delete' })) === 'told') stopped += 1;
  }
  return stopped;
};

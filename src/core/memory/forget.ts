import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenTurn, TurnQueue } from '../ports/turns.ts';
import type { KeptElsewhere } from '../kept-kind.ts';
import type { Person } from './footprint.ts';
import type { Memories } from './memories.ts';

export interface ForgetParts {
  turns: TurnQueue;
  memories: Memories;
  elsewhere: KeptElsewhere;
  clock: Clock;
  /** Makes sure that what was deleted is not on the disk any more. @returns false when that takes until whoever reads it has done */
  compact: () => Promise<boolean>;
}

/** What was deleted. */
export interface Forgotten {
  turns: number;
  /** How many of them elsewhere than in the channel of the command. */
  elsewhere: number;
  settings: number;
  /** Days with figures. */
  usageDays: number;
  /** Of where somebody asked. */
  notes: number;
  stopped: number;
  /** Those that were still open when the rest was deleted; what is kept of them is erased as they end. */
  stillOpen: number;
  /** It is in the journal until whoever reads the store has done. */
  isRead: boolean;
}

export const nothingForgotten: Forgotten = {
  turns: 0,
  elsewhere: 0,
  settings: 0,
  usageDays: 0,
  notes: 0,
  stopped: 0,
  stillOpen: 0,
  isRead: false,
};
/** A stopped turn says a last word; a platform that is down keeps it from that, milliseconds. */
const MAX_ENDING_MS = 15_000;
const LOOK_MS = 100;

/** Everything of one conversation. */
export const forgetConversation = async (arrival: Arrival, parts: ForgetParts): Promise<Forgotten> => {
  const { conversation } = arrival;
  const stopping = await stopOpen(() => parts.turns.open(conversation), arrival.id, parts);
  const { history } = parts.memories;
  for await (const { turnId } of history.all(conversation)) await parts.elsewhere.forgetTurns([turnId]);
  const turns = await history.erase(conversation);
  const known = await leaveConversation(conversation, parts.memories);
  const isRead = !(await parts.compact());
  return { ...nothingForgotten, ...stopping, turns, settings: known ? 1 : 0, isRead };
};

const leaveConversation = async (conversation: string, { settings, people }: Memories): Promise<boolean> => {
  await people.leave(conversation);
  return settings.erase(conversation);
};

/** One's own questions and their answers in a conversation with others. @param names learns what one was called */
export const forgetOwnTurns = async (
  { personId }: Pick<Arrival, 'personId'>,
  conversation: string,
  { memories: { history }, elsewhere }: Pick<ForgetParts, 'memories' | 'elsewhere'>,
  names = new Set<string>(),
): Promise<number> => {
  let turns = 0;
  for await (const past of history.all(conversation)) {
    const own = past.questions.filter((question) => question.personId === personId);
    for (const { who } of own) names.add(who);
    if (own.length === 0) continue;
    turns += await history.remove(conversation, past.turnId);
    await elsewhere.forgetTurns([past.turnId]);
  }
  return turns;
};

/** The same with what is open of them there. */
export const forgetOwnHere = async (
  { id, conversation, personId }: Arrival,
  parts: ForgetParts,
): Promise<Pick<Forgotten, 'turns' | 'isRead'>> => {
  const own = async (): Promise<OpenTurn[]> =>
    (await parts.turns.open(conversation)).filter((turn) => turn.personId === personId);
  await stopOpen(own, id, parts);
  const turns = await forgetOwnTurns({ personId }, conversation, parts);
  return { turns, isRead: !(await parts.compact()) };
};

/**
 * Everything about a person, wherever on the platform: what they asked, what they set, their figures, what is open.
 * @param by the command that says so, where it is one of theirs
 */
export const forgetPerson = async (
  { platform, personId }: Person,
  parts: ForgetParts,
  by?: Pick<Arrival, 'id' | 'channel'>,
): Promise<Forgotten> => {
  const { history, settings, usage, people } = parts.memories;
  const person = { platform, personId };
  const stopping = await stopOpen(() => parts.turns.openOf(person), by?.id, parts);
  const forgotten: Forgotten = { ...nothingForgotten, ...stopping };
  const names = new Set<string>();
  const footprints = await people.find(person);
  const channels = new Map(footprints.map(({ conversation, channel }) => [conversation, channel]));
  for (const [conversation, channel] of channels) {
    const turns = await forgetOwnTurns(person, conversation, parts, names);
    forgotten.turns += turns;
    if (channel !== by?.channel) forgotten.elsewhere += turns;
    if (!(await history.isBare(conversation))) continue;
    await history.erase(conversation);
    if (await leaveConversation(conversation, parts.memories)) forgotten.settings += 1;
  }
  forgotten.settings += await settings.erasePerson(person, names);
  forgotten.usageDays = await usage.forget(person);
  forgotten.notes = footprints.length + (await parts.elsewhere.forgetPerson(person));
  await people.forget(person);
  forgotten.isRead = !(await parts.compact());
  return forgotten;
};

/** Stops what is open and waits for its end, so that nothing is remembered of it after the rest was deleted. */
const stopOpen = async (
  find: () => Promise<readonly OpenTurn[]>,
  own: string | undefined,
  { turns, clock }: Pick<ForgetParts, 'turns' | 'clock'>,
): Promise<Pick<Forgotten, 'stopped' | 'stillOpen'>> => {
  const told = new Set<string>();
  for (const turn of await find()) {
    if (turn.id === own || turn.kind === 'command') continue;
    if ((await turns.steer(turn.id, { to: 'delete' })) === 'told') told.add(turn.id);
  }
  return { stopped: told.size, stillOpen: await awaitEnd(told, find, clock) };
};

/** Waits until these turns have ended, as long as that may take. @param find learns what is open @returns how many still are */
export const awaitEnd = async (
  ids: ReadonlySet<string>,
  find: () => Promise<readonly OpenTurn[]>,
  clock: Clock,
): Promise<number> => {
  const leftOpen = async (): Promise<number> =>
    ids.size === 0 ? 0 : (await find()).filter(({ id }) => ids.has(id)).length;
  const until = clock.now() + MAX_ENDING_MS;
  let stillOpen = await leftOpen();
  while (stillOpen > 0 && clock.now() < until && (await pause(clock, LOOK_MS, new AbortController().signal)))
    stillOpen = await leftOpen();
  return stillOpen;
};

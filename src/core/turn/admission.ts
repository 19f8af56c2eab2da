import type { Clock } from '../../async/clock.ts';
import { findDenial } from './access.ts';
import type { AccessRules } from './access.ts';
import { followDeletion } from '../commands/follow-message.ts';
import type { FollowParts } from '../commands/follow-message.ts';
import { timeMark } from '../sentences/time-mark.ts';
import type { Limits } from './limits.ts';
import type { Meter } from '../ports/operator.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { Memory } from '../ports/memory.ts';
import type { Place, View } from '../ports/platform.ts';
import type { Command } from '../commands/command.ts';

export interface AdmissionParts {
  access: AccessRules;
  limits: Limits;
  clock: Clock;
  meter: Meter;
}

/** What a turn that may not go on meets: a sentence for the asker alone, or nothing at all. */
export type Refusal = View | 'silence';

/** What ends or takes back somebody's own question is done at once, whoever they are; what comes of it is told to those who may. */
const ENDS: ReadonlySet<string> = new Set(['deleted', 'halt', 'stop']);
/** What people do without asking for an answer: they are not told that they get none. */
const UNASKED: ReadonlySet<string> = new Set(['hello', 'edited']);
/** Commands that take as much of Aitta as a question does. */
export const LIKE_QUESTIONS: ReadonlySet<string> = new Set(['warm']);
/** Who is denied is told once per conversation and this time, milliseconds: a person or bot that echoes each post must not go on for ever. */
const TOLD_MS = 10 * 60_000;

/** May this person do this here? Asked before the first sign of life, so that silence is silent, and again after each wait. */
export const findRefusal = async (
  { turn, place, call, sentences }: Command,
  { access, limits, clock, meter }: AdmissionParts,
): Promise<Refusal | undefined> => {
  if (ENDS.has(call.command)) return undefined;
  const { arrival } = turn;
  const { person } = await place.read(0);
  const denial = findDenial(arrival, person, access);
  if (!denial) return undefined;
  meter.count('denials', { platform: arrival.platform, reason: denial });
  if (access.denied === 'silent' || UNASKED.has(call.command)) return 'silence';
  if (!(await limits.tells(arrival, { why: denial, concerns: 'person' }, clock.now() + TOLD_MS))) return 'silence';
  return { note: sentences.denials[denial], private: true };
};

/** For a place in which nothing is said. */
export const nothingKept = (turnId: string): Memory => ({
  turnId,
  value: null,
  save: async () => undefined,
  checkOwner: async () => undefined,
  signal: new AbortController().signal,
});

/** The same question where there is no turn to refuse, and nobody to tell. */
export const isAdmitted = async (arrival: Arrival, place: Place, access: AccessRules): Promise<boolean> => {
  try {
    const { person } = await place.read(0);
    return findDenial(arrival, person, access) === undefined;
  } catch {
    return false; // cannot be told now; the turn that may follow finds out why
  }
};

/** May what comes of a command be said? */
export const mayHear = async ({ turn, place, call }: Command, access: AccessRules): Promise<boolean> =>
  !ENDS.has(call.command) || isAdmitted(turn.arrival, place, access);

/** What a denied person leaves behind: of an edited question neither the new words are taken, nor are the old ones kept. */
export const dropRefused = async (command: Command, parts: FollowParts): Promise<void> => {
  if (command.call.command === 'edited') await followDeletion(command, parts);
};

/** Has this person questions left, and this place? Takes one of them. A full window is told once per conversation. */
export const findLimit = async (
  { turn, call, sentences }: Command,
  { limits, meter }: Pick<AdmissionParts, 'limits' | 'meter'>,
): Promise<Refusal | undefined> => {
  const { arrival } = turn;
  const hit = await limits.take(arrival, LIKE_QUESTIONS.has(call.command) ? 'question' : turn.kind);
  if (!hit) return undefined;
  meter.count('denials', { platform: arrival.platform, reason: `limit-${hit.scope}` });
  const concerns = hit.scope === 'person' ? 'person' : 'everybody';
  if (!(await limits.tells(arrival, { why: `${hit.scope}-${hit.what}`, concerns }, hit.until))) return 'silence';
  return { note: sentences.limits[hit.what][hit.scope](timeMark(hit.until)) };
};

import { findDenial } from './access.ts';
import type { AccessRules } from './access.ts';
import { findCommand } from '../commands/command-table.ts';
import { clockTime } from '../errors.ts';
import type { Limits } from './limits.ts';
import type { Meter } from '../ports/operator.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from '../commands/command.ts';

export interface AdmissionParts {
  access: AccessRules;
  meter: Meter;
}
export interface LimitParts {
  limits: Limits;
  meter: Meter;
}

/** What a turn that may not go on meets: a sentence for the asker alone, or nothing at all. */
export type Refusal = View | 'silence';

/**
 * May this person do this here? Asked before the first sign of life, so that silence is silent. What the platforms report by themselves
 * (edits, deletions, Stop) is always let in.
 */
export const findRefusal = async (
  { turn, place, call, sentences }: Command,
  { access, meter }: AdmissionParts,
): Promise<Refusal | undefined> => {
  if (findCommand(call.command)?.hidden) return undefined;
  const { arrival } = turn;
  const { person } = await place.read(0);
  const denial = findDenial(arrival, person, access);
  if (!denial) return undefined;
  meter.count('denials', { platform: arrival.platform, reason: denial });
  return access.denied === 'silent' ? 'silence' : { note: sentences.denials[denial], private: true };
};

/** Has this person questions left, and this place? Takes one of them. */
export const findLimit = async (
  { turn, sentences }: Command,
  { limits, meter }: LimitParts,
): Promise<View | undefined> => {
  const { arrival } = turn;
  const hit = await limits.take(arrival);
  if (!hit) return undefined;
  meter.count('denials', { platform: arrival.platform, reason: `limit-${hit.scope}` });
  return { note: sentences.limits[hit.what](sentences.limitScopes[hit.scope], clockTime(hit.until)) };
};

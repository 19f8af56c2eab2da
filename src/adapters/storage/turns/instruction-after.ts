import type { Instruction } from '../../../core/ports/turns.ts';

const RANKS: Readonly<Partial<Record<Instruction['to'], number>>> = { stop: 1, delete: 2 };
const rankOf = ({ to }: Instruction): number => RANKS[to] ?? 0;

/**
 * Two buttons may be pressed in the same moment: a stop is not undone by whatever comes after it, and a deletion not even by a stop. Whoever
 * has taken another model and wants to be told later is told by that one.
 *
 * @returns what is wanted now; undefined where the later one changes nothing
 */
export const instructionAfter = (before: Instruction | undefined, later: Instruction): Instruction | undefined => {
  if (before === undefined || rankOf(later) > rankOf(before)) return later;
  if (rankOf(later) < rankOf(before)) return undefined;
  return later.to === 'park' && before.to === 'switch' ? before : later;
};

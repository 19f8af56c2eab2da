import type { Instruction } from '../../../core/ports/turns.ts';

const RANKS: Readonly<Partial<Record<Instruction['to'], number>>> = { stop: 1, delete: 2 };
const rankOf = ({ to }: Instruction): number => RANKS[to] ?? 0;

/** Two buttons may be pressed in the same moment: a stop is not undone by whatever comes after it, and a deletion not even by a stop. */
export const isOutranked = (instruction: Instruction, before: Instruction | undefined): boolean =>
  before !== undefined && rankOf(instruction) < rankOf(before);

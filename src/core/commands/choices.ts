import type { Choice } from '../ports.ts';
import { english } from '../sentences/english.ts';

/** The buttons that the walk itself shows. */
export const haltChoice = (turnId: string): Choice => ({
  label: english.stop,
  call: { command: 'halt', args: { turn: turnId } },
});

export const wholeChoice = (turnId: string): Choice => ({
  label: english.showWhole,
  call: { command: 'whole', args: { turn: turnId } },
});

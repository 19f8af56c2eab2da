import { english } from '../../src/core/sentences/english.ts';
import type { ScenarioModel } from '../../src/standin/standin.ts';

/** Writes for long enough that a kill meets it in the middle. */
export const MODEL = {
  id: 'acme/talks',
  window: 131_072,
  pace: { firstTokenMs: 30, pieceMs: 25, pieceTokens: 8 },
} as const satisfies ScenarioModel;

export const PEOPLE = 12;

/** The bot repeats what was asked in a command; those words are no answer. */
export const withoutQuestions = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/repeat: |count to /.test(line) && !line.endsWith(english.asks('')))
    .join('\n');

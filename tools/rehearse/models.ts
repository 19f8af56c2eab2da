import type { ScenarioModel } from '../../src/standin/standin.ts';

/** The models of the rehearsal, by what they do to whoever asks. */
export const models = {
  talks: { id: 'acme/talks', window: 131_072 },
  writesFast: { id: 'acme/writes-fast', window: 131_072, pace: { pieceTokens: 200 } },
  cold: { id: 'acme/cold', window: 131_072, workers: { state: 'offline' } },
  ponders: { id: 'acme/ponders', window: 131_072, pace: { firstTokenMs: 600_000 } },
} as const satisfies Record<string, ScenarioModel>;

/** A question that the stand-in answers with exactly these words. */
export const question = (words: string): string => `repeat: ${words}`;

const count = (to: number): string => Array.from({ length: to }, (_, n) => n + 1).join(' ');
/** An answer of several messages: a number that is missing or doubled shows. */
export const longAnswer = (to: number): { asked: string; answer: string } => ({
  asked: `count to ${to}`,
  answer: count(to),
});

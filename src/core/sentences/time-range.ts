import type { Sentences } from './sentences.ts';

/** "3–6 min", "40–60 s", "5 min": no more exact than an estimate is. */
export const timeRange = (fromMs: number, toMs: number, sentences: Pick<Sentences, 'duration' | 'number'>): string => {
  const unitMs = toMs < 90_000 ? 1_000 : 60_000;
  const step = unitMs === 1_000 ? 10 : 1;
  const to = Math.max(Math.ceil(toMs / unitMs / step), 1) * step;
  const from = Math.min(Math.floor(fromMs / unitMs / step) * step, to);
  if (toMs >= 2 * 3_600_000 || from === to || from === 0) return sentences.duration(to * unitMs);
  return `${sentences.number(from)}–${sentences.number(to)} ${unitMs === 1_000 ? 's' : 'min'}`;
};

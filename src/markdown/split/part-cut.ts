import { graphemeBoundary, inlineSeams, tearsInline } from './inline-seams.ts';
import { lineSeams, type CutPoint, type Seam } from './line-seams.ts';
import type { ScannedLine } from '../scan/scan-lines.ts';

/** Best first, each with the share of the part that must lie before it: a full message is worth more than a perfect seam. */
const LINE_SEAMS: readonly (readonly [Seam, number])[] = [
  ['section', 0.55],
  ['paragraph', 0.5],
  ['block', 0.45],
  ['row', 0.4],
  ['line', 0.35],
];
const ALL_SEAMS: readonly (readonly [Seam, number])[] = [
  ...LINE_SEAMS,
  ['sentence', 0.35],
  ['word', 0.3],
  ['sign', 0.1],
  ['poor', 0.1],
];
const RETRIES = 8;

/** The last place that is at least as good as the first seam for which there is one. */
const pick = (
  cutPoints: readonly CutPoint[],
  end: number,
  seams: readonly (readonly [Seam, number])[],
): CutPoint | undefined => {
  const good = new Set<Seam>();
  for (const [seam, fill] of seams) {
    good.add(seam);
    const best = cutPoints.findLast((place) => place.at >= fill * end && good.has(place.seam));
    if (best) return best;
  }
  return undefined;
};

/** Where the part ends: at most at `end`, never at 0. Looks at nothing behind `text`. */
export const chooseCut = (text: string, lines: readonly ScannedLine[], end: number, headerCarried: boolean): number => {
  let cutPoints = lineSeams(text, lines, end, headerCarried);
  for (let tries = 0; tries < RETRIES; tries += 1) {
    const best = pick(cutPoints, end, LINE_SEAMS);
    if (!best) break;
    if (best.seam !== 'line' || !tearsInline(text, lines, best.at)) return best.at;
    cutPoints = cutPoints.map((place) => (place === best ? { at: place.at, seam: 'poor' } : place));
  }
  const all = [...cutPoints, ...inlineSeams(text, lines, end)].toSorted((a, b) => a.at - b.at);
  return pick(all, end, ALL_SEAMS)?.at ?? lastResort(text, lines, end);
};

const lastResort = (text: string, lines: readonly ScannedLine[], end: number): number => {
  const start = lines.findLast((line) => line.start < end)?.start ?? 0;
  return start + graphemeBoundary(text.slice(start), end - start);
};

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { StatusStart } from '../../status/status.ts';
import { rangeOf, words } from '../words/words.ts';

const WIDTH = 300;
const HEIGHT = 60;
const BASE = 44;
const BAR = 5;
const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;
const WEEK = 7;

/** A model's starts of the last weeks: a bar for each, as high as it took long; the darker part is loading. */
export const StartPlot = ({ starts, now }: { starts: readonly StatusStart[]; now: number }): VNode | null => {
  const from = now - DAYS * DAY_MS;
  const shown = starts.filter(({ at }) => at >= from);
  if (shown.length === 0) return null;
  const longest = Math.max(...shown.map(({ totalMs }) => totalMs));
  const shortest = Math.min(...shown.map(({ totalMs }) => totalMs));
  const x = (at: number): number => ((at - from) / (DAYS * DAY_MS)) * (WIDTH - BAR);
  const y = (ms: number): number => BASE - (ms / longest) * (BASE - 2);
  const label = words.startsIn30Days(shown.length, rangeOf(shortest, longest));
  const weeks = [4, 3, 2, 1].map((week) => x(now - week * WEEK * DAY_MS));
  return html`<figure class="plot">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
      ${weeks.map((at) => html`<line class="plot-week" x1=${at} x2=${at} y1="0" y2=${BASE} />`)}
      <line class="plot-base" x1="0" x2=${WIDTH} y1=${BASE} y2=${BASE} />
      ${shown.map(
        ({ at, totalMs, loadingMs }) =>
          html`<g>
            <rect class="plot-wait" x=${x(at)} y=${y(totalMs)} width=${BAR} height=${BASE - y(totalMs)} rx="1" />
            <rect class="plot-load" x=${x(at)} y=${y(loadingMs)} width=${BAR} height=${BASE - y(loadingMs)} rx="1" />
          </g>`,
      )}
      <text x="0" y=${HEIGHT - 4}>${words.daysAgo(DAYS)}</text>
      <text x=${WIDTH} y=${HEIGHT - 4} text-anchor="end">${words.today}</text>
    </svg>
    <figcaption class="hint">${label}</figcaption>
  </figure>`;
};

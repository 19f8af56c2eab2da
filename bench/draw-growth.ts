import type { Growth } from './growth.ts';

const WIDTH = 900;
const HEIGHT = 360;
const LEFT = 60;
const RIGHT = 30;
const TOP = 60;
const BOTTOM = 90;
const MAX_RATIO = 2;
const LEGEND = 205;
const COLOURS = ['#0b6e8f', '#c2571a', '#7a3e9d', '#3d7a2e'];
const GREY = '#5c6670';
/** What may be added by whatever grows. */
const GOAL = 1.1;

/** A line per thing that grows: what a question costs, in those with the least of it. */
export const drawGrowth = (growths: readonly Growth[]): string => {
  const most = Math.max(...growths.flatMap(({ points }) => points.map(({ size }) => size)));
  const x = (size: number): number => LEFT + (Math.log10(size) / Math.log10(most)) * (WIDTH - LEFT - RIGHT);
  const y = (ratio: number): number =>
    HEIGHT - BOTTOM - (Math.min(ratio, MAX_RATIO) / MAX_RATIO) * (HEIGHT - TOP - BOTTOM);
  const lines = growths.map(({ points }, n) => {
    const [first] = points;
    const places = points.map(({ size, ms }) => [x(size), y(ms / (first?.ms ?? 1))].map((at) => at.toFixed(1)));
    const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${COLOURS[n]}"/>`).join('');
    return `<polyline points="${places.join(' ')}" fill="none" stroke="${COLOURS[n]}" stroke-width="2"/>${dots}`;
  });
  const legend = growths.map(
    ({ what }, n) =>
      `<rect x="${LEFT + n * LEGEND}" y="${HEIGHT - 26}" width="14" height="4" fill="${COLOURS[n]}"/><text x="${LEFT + 20 + n * LEGEND}" y="${HEIGHT - 20}">${what}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${LEFT}" y="26" font-size="16" font-weight="600">What a question costs as things grow</text>
<text x="${LEFT}" y="44" fill="${GREY}">CPU time of the core and its store, times that with the least of it; the dashed line is the goal</text>
${[0, 0.5, 1, 1.5, 2].map((ratio) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(ratio)}" y2="${y(ratio)}" stroke="#d7dce0"/><text x="${LEFT - 8}" y="${y(ratio) + 4}" text-anchor="end" fill="${GREY}">${ratio}×</text>`).join('')}
${[1, 10, 100, 1_000, 10_000, 100_000]
  .filter((size) => size <= most)
  .map(
    (size) =>
      `<text x="${x(size)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="${GREY}">${size.toLocaleString('en')}</text>`,
  )
  .join('')}
<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(GOAL)}" y2="${y(GOAL)}" stroke="${GREY}" stroke-dasharray="4 3"/>
${lines.join('\n')}
${legend.join('\n')}
</svg>
`;
};

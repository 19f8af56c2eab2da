import type { Contest } from './compare.ts';
import { OURS } from './contender.ts';

const WIDTH = 760;
const LEFT = 150;
const BAR = 22;
const GAP = 8;
const PANEL_TOP = 64;
const COLOURS = { ours: '#0b6e8f', peer: '#9aa5ae', line: '#c2571a', text: '#1f272e', quiet: '#5c6670' };
/** What a turn of ours may cost, in turns of the bare bot. */
const GOAL = 1.5;

/** CPU per turn of each bot as bars, with the goal as a line. */
export const drawContests = (contests: readonly Contest[]): string => {
  let top = 20;
  const panels = contests.map((contest) => {
    const panel = `<g transform="translate(0 ${top})">${drawOne(contest)}</g>`;
    top += PANEL_TOP + contest.figures.length * (BAR + GAP) + 30;
    return panel;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
${panels.join('\n')}
</svg>
`;
};

const drawOne = ({ ground, figures }: Contest): string => {
  const bare = figures[0]?.cpuMsPerTurn ?? 1;
  const most = Math.max(...figures.map(({ cpuMsPerTurn }) => cpuMsPerTurn), bare * GOAL);
  const x = (ms: number): number => (ms / most) * (WIDTH - LEFT - 150);
  const bars = figures.map(({ name, cpuMsPerTurn }, n) => {
    const y = PANEL_TOP + n * (BAR + GAP);
    const label = `${cpuMsPerTurn.toFixed(1)} ms · ${(cpuMsPerTurn / bare).toFixed(2)}×`;
    return `<text x="${LEFT - 10}" y="${y + 15}" text-anchor="end" fill="${COLOURS.text}">${name}</text>
<rect x="${LEFT}" y="${y}" width="${x(cpuMsPerTurn).toFixed(1)}" height="${BAR}" rx="2" fill="${name === OURS ? COLOURS.ours : COLOURS.peer}"/>
<text x="${LEFT + x(cpuMsPerTurn) + 8}" y="${y + 15}" fill="${COLOURS.text}" stroke="#ffffff" stroke-width="4" paint-order="stroke">${label}</text>`;
  });
  const goal = LEFT + x(bare * GOAL);
  const bottom = PANEL_TOP + figures.length * (BAR + GAP);
  return `<text x="${LEFT}" y="16" font-size="16" font-weight="600" fill="${COLOURS.text}">CPU per turn on ${ground}</text>
<text x="${LEFT}" y="36" fill="${COLOURS.quiet}">a mention, a placeholder, 60 streamed tokens, the answer in its place</text>
<line x1="${goal}" x2="${goal}" y1="${PANEL_TOP - 8}" y2="${bottom}" stroke="${COLOURS.line}" stroke-dasharray="4 3"/>
${bars.join('\n')}
<text x="${goal}" y="${bottom + 14}" text-anchor="middle" font-size="11" fill="${COLOURS.line}">goal: ${GOAL}×</text>`;
};

import { HOUR_MS, MINUTE_MS } from './plan-day.ts';
import { waitOf } from './figures.ts';
import type { Sample, SimulatedDay } from './simulate-day.ts';

const WIDTH = 1_000;
const LEFT = 70;
const RIGHT = 30;
const PANEL = 170;
const GAP = 56;
const TOP = 74;
const TEN_MINUTES = 10 * MINUTE_MS;
const COLOURS: Readonly<Record<string, string>> = {
  'lumi/everyday': '#0b6e8f',
  'lumi/large': '#c2571a',
  'lumi/rare': '#7a3e9d',
};
const GREY = '#5c6670';

/** A day as a picture: how long people waited, how many were waiting, how much of the budget was used. */
export const drawDay = (day: SimulatedDay): string => {
  const { hours } = day.options;
  const x = (ms: number): number => LEFT + (ms / (hours * HOUR_MS)) * (WIDTH - LEFT - RIGHT);
  const panels = [drawWaits(day, x), drawOpen(day, x), drawBudget(day, x)];
  const height = TOP + panels.length * (PANEL + GAP);
  const content = panels.map(
    (panel, index) => `<g transform="translate(0 ${TOP + index * (PANEL + GAP)})">${panel}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
${drawBreaks(day, x, height)}
<text x="${LEFT}" y="26" font-size="16" font-weight="600">A day of ${day.options.people} people, ${day.questions.length} questions (seed ${day.options.seed})</text>
${content.join('\n')}
</svg>
`;
};

type Scale = (value: number) => number;

const drawBreaks = ({ plan, options }: SimulatedDay, x: Scale, height: number): string => {
  const shade = (fromMs: number, toMs: number, colour: string, name: string): string =>
    `<rect x="${x(fromMs)}" y="${TOP - 18}" width="${Math.max(2, x(toMs) - x(fromMs))}" height="${height - TOP - GAP + 22}" fill="${colour}"/><text x="${x(fromMs)}" y="${TOP - 22}" font-size="11" fill="${GREY}">${name}</text>`;
  const { outages, maintenance } = plan;
  const ticks = Array.from({ length: Math.floor(options.hours / 3) + 1 }, (_, index) => index * 3);
  return [
    ...outages.map(({ fromMs, toMs }) => shade(fromMs, toMs, '#fbe3e0', 'outage')),
    ...(maintenance ? [shade(maintenance.fromMs, maintenance.toMs, '#fdf3d1', 'maintenance')] : []),
    ...ticks.map(
      (hour) =>
        `<text x="${x(hour * HOUR_MS)}" y="${height - 24}" text-anchor="middle" fill="${GREY}">${String((options.firstHour + hour) % 24).padStart(2, '0')}:00</text>`,
    ),
  ].join('\n');
};

const heading = (text: string): string => `<text x="${LEFT}" y="-6" font-weight="600">${text}</text>`;

const axis = (labels: readonly [number, string][]): string =>
  labels
    .map(
      ([y, label]) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="#d7dce0"/><text x="${LEFT - 8}" y="${y + 4}" text-anchor="end" fill="${GREY}">${label}</text>`,
    )
    .join('');

const SHORTEST_S = 0.5;
const LONGEST_S = 10_800;

/** A dot for each question, on a logarithmic scale. */
const drawWaits = ({ questions }: SimulatedDay, x: Scale): string => {
  const span = Math.log(LONGEST_S / SHORTEST_S);
  const y = (seconds: number): number =>
    PANEL - (Math.log(Math.min(LONGEST_S, Math.max(SHORTEST_S, seconds)) / SHORTEST_S) / span) * PANEL;
  const marks: readonly [number, string][] = [
    [1, '1 s'],
    [10, '10 s'],
    [60, '1 min'],
    [600, '10 min'],
    [3_600, '1 h'],
  ];
  const dots = Object.entries(COLOURS).map(([model, colour]) => {
    const own = questions.filter((question) => question.model === model);
    const circles = own.map(
      (question) => `<circle cx="${x(question.askedMs).toFixed(1)}" cy="${y(waitOf(question)).toFixed(1)}" r="2.2"/>`,
    );
    return `<g fill="${colour}" fill-opacity="0.55">${circles.join('')}</g>`;
  });
  const legend = Object.entries(COLOURS).map(
    ([model, colour], index) =>
      `<circle cx="${WIDTH - 350 + index * 112}" cy="-11" r="4" fill="${colour}"/><text x="${WIDTH - 342 + index * 112}" y="-6" fill="${GREY}">${model}</text>`,
  );
  return `${heading('Wait for the first word, by when it was asked')}${legend.join('')}${axis(marks.map(([seconds, label]) => [y(seconds), label]))}${dots.join('')}`;
};

const drawOpen = ({ samples }: SimulatedDay, x: Scale): string => {
  const most = Math.max(4, ...samples.map(({ open }) => open));
  const y = (count: number): number => PANEL - (count / most) * PANEL;
  const isCorner = ({ open }: Sample, index: number): boolean =>
    samples[index - 1]?.open !== open || samples[index + 1]?.open !== open;
  const line = samples
    .filter(isCorner)
    .map(({ atMs, open }) => `${x(atMs).toFixed(1)},${y(open).toFixed(1)}`)
    .join(' ');
  const labels: [number, string][] = [0, most / 2, most].map((count) => [y(count), String(Math.round(count))]);
  return `${heading('Questions that wait or are being answered')}${axis(labels)}<polyline points="${line}" fill="none" stroke="#0b6e8f" stroke-width="1.4"/>`;
};

/** Bars of ten minutes: the busiest minute of each. */
const drawBudget = ({ requests, options }: SimulatedDay, x: Scale): string => {
  const perMinute = new Map<number, number>();
  for (const { atMs } of requests) {
    const minute = Math.floor(atMs / MINUTE_MS);
    perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
  }
  const busiest = new Map<number, number>();
  for (const [minute, count] of perMinute) {
    const bar = Math.floor((minute * MINUTE_MS) / TEN_MINUTES);
    busiest.set(bar, Math.max(busiest.get(bar) ?? 0, count));
  }
  const allowed = options.requestsPerMinute;
  const y = (count: number): number => PANEL - (Math.min(count, allowed * 1.1) / (allowed * 1.1)) * PANEL;
  const bars = [...busiest].map(([bar, count]) => {
    const left = x(bar * TEN_MINUTES);
    return `<rect x="${left.toFixed(1)}" y="${y(count).toFixed(1)}" width="${Math.max(1, x((bar + 1) * TEN_MINUTES) - left - 1).toFixed(1)}" height="${(PANEL - y(count)).toFixed(1)}" fill="#7fb2c2"/>`;
  });
  const labels: [number, string][] = [0, allowed / 2, allowed].map((count) => [y(count), String(Math.round(count))]);
  return `${heading('Requests in the busiest minute of each ten, and what Aitta allows')}${axis(labels)}${bars.join('')}<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(allowed)}" y2="${y(allowed)}" stroke="#b3261e" stroke-dasharray="5 4"/>`;
};

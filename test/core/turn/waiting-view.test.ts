import { expect, test } from 'vitest';
import type { PhaseEvent } from '../../../src/core/ports/phase.ts';
import { timeMark } from '../../../src/core/sentences/time-mark.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { afterEvent, beginWaiting, isColdWait, isOutdated, waitingView } from '../../../src/core/turn/waiting.ts';

const MINUTE_MS = 60_000;
const noteOf = (phase: Omit<PhaseEvent, 'type'>, now: number): string | undefined =>
  waitingView(afterEvent(beginWaiting('acme/cold', now), { type: 'phase', ...phase }), now, english).note;

test.each([
  [0, 'acme/cold is loading; about 3–6 min to go, judging by 14 earlier starts …'],
  [2, 'acme/cold is loading; about 1–4 min to go, judging by 14 earlier starts …'],
  [5.5, 'acme/cold is loading; about 30 s to go, judging by 14 earlier starts …'],
  [7, 'acme/cold is loading; longer than usual, judging by 14 earlier starts …'],
])('after %d minutes of a start, what is left of it is told, and that it is late', (minutes, said) => {
  const start = { since: 0, fromMs: 3 * MINUTE_MS, toMs: 6 * MINUTE_MS, starts: 14 };
  expect(noteOf({ name: 'starting', start }, minutes * MINUTE_MS)).toBe(said);
});

test('without experience nothing is said of how long a start takes', () => {
  expect(noteOf({ name: 'starting' }, 0)).toBe('acme/cold is loading …');
});

test.each([
  [44_000, `Waiting for a free slot at Aitta, probably by ${timeMark(MINUTE_MS)} (12 requests before yours) …`],
  [46_000, `Waiting for a free slot at Aitta, probably by ${timeMark(2 * MINUTE_MS)} (12 requests before yours) …`],
  [2_000, 'Waiting for a free slot at Aitta: 12 requests before yours …'],
])(
  'in the line, a minute is told by which it is one’s turn, with room for an edit that comes late: %i',
  (until, said) => {
    expect(noteOf({ name: 'queued', ahead: 12, until }, 0)).toBe(said);
  },
);

test.each<[Omit<PhaseEvent, 'type'>, number]>([
  [{ name: 'queued', ahead: 3, until: 44_000 }, MINUTE_MS],
  [{ name: 'budget', until: 44_000 }, MINUTE_MS],
  [{ name: 'downtime', until: MINUTE_MS }, MINUTE_MS],
  [{ name: 'starting', start: { since: 0, fromMs: 1_000, toMs: 90_000, starts: 14 } }, 90_001],
])('a line is outdated as soon as its time has passed: %j', (phase, at) => {
  const waiting = afterEvent(beginWaiting('acme/cold', 0), { type: 'phase', ...phase });
  expect(isOutdated(waiting, 0, at - 1)).toBe(false);
  expect(isOutdated(waiting, 0, at)).toBe(true);
  expect(isOutdated(waiting, at, at), 'told anew').toBe(false);
});

test('of a break that should be over no end is told', () => {
  const phase = { name: 'downtime', until: MINUTE_MS } as const;
  expect(noteOf(phase, MINUTE_MS - 1)).toContain(timeMark(MINUTE_MS));
  expect(noteOf(phase, MINUTE_MS)).toBe('Aitta is under maintenance; your question is kept …');
});

test('a planned break is told until it begins', () => {
  const planned = { from: 60_000 };
  expect(noteOf({ name: 'waking', break: planned }, 0)).toMatch(
    /^Starting acme\/cold; Aitta plans maintenance from .*, and your question is kept …$/,
  );
  expect(noteOf({ name: 'waking', break: planned }, 60_000)).toBe('Starting acme/cold …');
});

test('a break that comes before a start is likely to be over is said to do so, and the ways out of the wait are offered at once', () => {
  const start = { since: 0, fromMs: 3 * MINUTE_MS, toMs: 6 * MINUTE_MS, starts: 14 };
  const tooLate = { name: 'waking', start, break: { from: 5 * MINUTE_MS } } as const;
  expect(noteOf(tooLate, 0)).toContain('probably before it is ready: take another model now, or wait until after that');
  expect(noteOf({ ...tooLate, break: { from: 10 * MINUTE_MS } }, 0)).not.toContain('probably');
  expect(isColdWait(afterEvent(beginWaiting('acme/cold', 0), { type: 'phase', ...tooLate }), 0)).toBe(true);
  expect(isColdWait(afterEvent(beginWaiting('acme/cold', 0), { type: 'phase', name: 'waking' }), 0)).toBe(false);
});

test('that Aitta is back is said once, as long as its answer does not begin', () => {
  const phases: PhaseEvent['name'][] = ['waking', 'outage', 'downtime', 'waking', 'requested'];
  let waiting = beginWaiting('acme/cold', 0);
  const notes = phases.map((name) => {
    waiting = afterEvent(waiting, { type: 'phase', name });
    return waitingView(waiting, 0, english).note;
  });
  expect(notes).toEqual([
    'Starting acme/cold …',
    'Aitta is not responding; your question is kept …',
    'Aitta is under maintenance; your question is kept …',
    'Aitta is back. Starting acme/cold …',
    'Aitta is back. acme/cold is waiting for GPUs on LUMI …',
  ]);
  expect(waitingView(afterEvent(waiting, { type: 'text', text: 'So' }), 0, english)).toEqual({ text: 'So' });
});

import { expect, test } from 'vitest';
import type { PhaseEvent } from '../../../src/core/ports/phase.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { afterEvent, beginWaiting, waitingView } from '../../../src/core/turn/waiting.ts';

const MINUTE_MS = 60_000;
const noteOf = (phase: Omit<PhaseEvent, 'type'>, now: number): string | undefined =>
  waitingView(afterEvent(beginWaiting('acme/cold', now), { type: 'phase', ...phase }), now, english).note;

test.each([
  [0, 'acme/cold is loading; about 3–6 min to go, judging by 14 earlier starts …'],
  [2, 'acme/cold is loading; about 1–4 min to go, judging by 14 earlier starts …'],
  [5.5, 'acme/cold is loading; about 30 s to go, judging by 14 earlier starts …'],
  [7, 'acme/cold is loading; longer than 9 in 10 earlier starts …'],
])('after %d minutes of a start, what is left of it is told, and that it is late', (minutes, said) => {
  const start = { since: 0, fromMs: 3 * MINUTE_MS, toMs: 6 * MINUTE_MS, starts: 14 };
  expect(noteOf({ name: 'starting', start }, minutes * MINUTE_MS)).toBe(said);
});

test('without experience nothing is said of how long a start takes', () => {
  expect(noteOf({ name: 'starting' }, 0)).toBe('acme/cold is loading …');
});

test.each([
  [48_000, 'Waiting for a free slot at Aitta, in about 48 s (12 requests before yours) …'],
  [2_000, 'Waiting for a free slot at Aitta: 12 requests before yours …'],
])('in the line, the time until one’s turn counts down: %i', (until, said) => {
  expect(noteOf({ name: 'queued', ahead: 12, until }, 0)).toBe(said);
});

test('a planned break is told until it begins', () => {
  const planned = { from: 60_000 };
  expect(noteOf({ name: 'waking', break: planned }, 0)).toMatch(
    /^Starting acme\/cold; Aitta plans maintenance from .*, and your question is kept …$/,
  );
  expect(noteOf({ name: 'waking', break: planned }, 60_000)).toBe('Starting acme/cold …');
});

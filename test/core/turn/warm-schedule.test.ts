import { afterEach, beforeEach, expect, test } from 'vitest';
import { WarmSchedule } from '../../../src/core/turn/warm-schedule.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import type { LogLine } from '../../doubles/quiet-log.ts';
import { ScriptedGateway } from '../../doubles/scripted-gateway.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stop: AbortController;
beforeEach(() => (stop = new AbortController()));
afterEach(() => stop.abort(new Error('the test is over')));

/** From 05:30 in Helsinki on, when winter time has begun. */
const begin = (hours: { name: string; from: number; to: number }[]) => {
  const clock = new DrivenClock(Date.parse('2026-11-24T03:30:00Z'));
  const gateway = new ScriptedGateway();
  gateway.catalogue = [{ id: 'acme/cold', state: 'offline', chat: true }];
  const lines: LogLine[] = [];
  const schedule = new WarmSchedule({ hours, timeZone: 'Europe/Helsinki', gateway, clock, log: quietLog(lines) });
  const running = schedule.run(stop.signal);
  return { clock, gateway, lines, running };
};

test('a model is started when its hours begin in its time zone, and again while they last, and not afterwards', async () => {
  const { clock, gateway } = begin([{ name: 'cold', from: 8 * 60, to: 9 * 60 }]);
  await clock.advance(2 * HOUR_MS + 29 * MINUTE_MS, MINUTE_MS);
  expect(gateway.warmed).toEqual([]);
  await clock.advance(2 * MINUTE_MS, MINUTE_MS);
  expect(gateway.warmed).toEqual(['acme/cold']);
  await clock.advance(HOUR_MS, MINUTE_MS);
  const { length } = gateway.warmed;
  expect(length).toBe(12); // each five minutes
  await clock.advance(10 * HOUR_MS, MINUTE_MS);
  expect(gateway.warmed).toHaveLength(length);
});

test('what has to wait because too many models are being started is tried again within the minute', async () => {
  const { clock, gateway } = begin([{ name: 'cold', from: 0, to: 23 * 60 }]);
  gateway.mayWarm = 0;
  await clock.advance(90_000, 10_000);
  gateway.mayWarm = 1;
  await clock.advance(60_000, 10_000);
  expect(gateway.warmed).toEqual(['acme/cold']);
});

test('hours may go over midnight', async () => {
  const { clock, gateway } = begin([{ name: 'cold', from: 22 * 60, to: 5 * 60 + 31 }]);
  await clock.advance(2 * MINUTE_MS, MINUTE_MS);
  expect(gateway.warmed).toHaveLength(1);
  await clock.advance(16 * HOUR_MS, MINUTE_MS);
  expect(gateway.warmed).toHaveLength(1);
  await clock.advance(HOUR_MS, MINUTE_MS);
  expect(gateway.warmed.length).toBeGreaterThan(1);
});

test('a name of no model is logged once, and an outage ends nothing', async () => {
  const { clock, gateway, lines } = begin([
    { name: 'wrong', from: 0, to: 23 * 60 },
    { name: 'cold', from: 0, to: 23 * 60 },
  ]);
  gateway.neverListed = true;
  await clock.advance(10 * MINUTE_MS, MINUTE_MS);
  expect(gateway.warmed).toEqual([]);
  gateway.list();
  await clock.advance(20 * MINUTE_MS, MINUTE_MS);
  expect(gateway.warmed).toContain('acme/cold');
  expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
});

test('it ends at once with its signal, and at once where there is nothing to do', async () => {
  const { clock, running } = begin([{ name: 'cold', from: 0, to: 60 }]);
  await clock.advance(MINUTE_MS);
  stop.abort(new Error('the process ends'));
  await expect(running).resolves.toBeUndefined();
  await expect(begin([]).running).resolves.toBeUndefined();
});

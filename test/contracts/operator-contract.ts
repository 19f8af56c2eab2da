import { describe, expect, test } from 'vitest';
import type { Log, Meter, TurnRecord } from '../../src/core/ports/operator.ts';

/** @param open a log of all levels, and what it has written so far: a line's fields, its level and its sentence */
export const logContract = (
  name: string,
  open: () => { log: Log; lines: () => { level: string; fields: object; message: string }[] },
): void => {
  describe(`Log: ${name}`, () => {
    test.each(['debug', 'info', 'warn', 'error'] as const)('%s writes fields and sentence', (level) => {
      const { log, lines } = open();
      log[level]({ turn: 't1' }, 'it happened');
      expect(lines()).toMatchObject([{ level, fields: { turn: 't1' }, message: 'it happened' }]);
    });

    test('a child adds its own fields to those of its parent', () => {
      const { log, lines } = open();
      log.child({ part: 'aitta' }).child({ model: 'm' }).info({ turn: 't1' }, 'it happened');
      expect(lines()).toMatchObject([{ fields: { part: 'aitta', model: 'm', turn: 't1' } }]);
    });
  });
};

/** @param open a meter, and the figures of all that it was told, as an operator reads them */
export const meterContract = (name: string, open: () => { meter: Meter; read: () => Promise<string> }): void => {
  describe(`Meter: ${name}`, () => {
    test('counts by labels, and times', async () => {
      const { meter, read } = open();
      meter.count('denials', { platform: 'slack', reason: 'guest' });
      meter.count('denials', { platform: 'slack', reason: 'guest' });
      meter.observe('first_token', 1.5, { platform: 'slack' });
      const figures = await read();
      expect(figures).toMatch(/denials.*platform="slack".*reason="guest".* 2$/m);
      expect(figures).toMatch(/first_token_seconds_sum.*platform="slack".* 1\.5$/m);
    });
  });
};

/** @param open takes records of turns, and says what an operator reads of each */
export const recordContract = (
  name: string,
  open: () => { record: (turn: TurnRecord) => void; read: () => Promise<string> },
): void => {
  const record: TurnRecord = {
    turn: 't1',
    platform: 'slack',
    conversation: 'C1',
    kind: 'question',
    result: 'answered',
    model: 'acme/chat',
    at: 1_000_000,
    endedAt: 1_012_500,
    steps: [
      { name: 'first_sign', at: 1_000_200 },
      { name: 'waking', at: 1_001_000 },
      { name: 'running', at: 1_009_000 },
      { name: 'first_token', at: 1_010_000 },
    ],
    deaths: 1,
    tokensIn: 120,
    tokensOut: 34,
  };

  describe(`records of turns: ${name}`, () => {
    test('have ids, times and counts', async () => {
      const { record: take, read } = open();
      take(record);
      const said = await read();
      for (const each of ['t1', 'slack', 'C1', 'question', 'answered', 'acme/chat', '120', '34'])
        expect(said).toContain(each);
      for (const step of record.steps) expect(said).toContain(step.name);
    });
  });
};

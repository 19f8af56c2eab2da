import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../src/adapters/storage/postgres/open-database.ts';
import { PostgresTurnTable } from '../../../../src/adapters/storage/postgres/postgres-turn-table.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../../../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { abandonTurns } from '../../../../src/adapters/storage/turns/abandon-turns.ts';
import type { TurnTable } from '../../../../src/adapters/storage/turns/turn-table.ts';
import { systemClock } from '../../../../src/async/clock.ts';
import type { Arrival } from '../../../../src/core/ports/arrival.ts';
import type { TurnKind } from '../../../../src/core/ports/turns.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { freshStore, hasPostgres } from '../../../postgres/shared-server.ts';

const closes: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closes.map((close) => close())));

const ENGINES: Record<string, () => Promise<TurnTable>> = {
  SQLite: async () => new SqliteTurnTable(new SqliteDatabase(':memory:')),
  ...(hasPostgres && {
    PostgreSQL: async () => {
      const database = await openDatabase({
        url: await freshStore(),
        clock: systemClock,
        log: quietLog(),
        maxConnections: 2,
      });
      closes.push(() => database.close());
      return new PostgresTurnTable(database);
    },
  }),
};

const ADA = { platform: 'test', personId: 'ada' };
const arrival = (id: string): Arrival => ({
  ...ADA,
  id,
  workspace: 'w',
  channel: 'c',
  conversation: 'c1',
  input: `words of ${id}`,
  address: { channel: 'c', user: 'ada' },
  at: 1,
});
const ALIVE = { from: 90, to: 110 };
const parts = { alive: ALIVE, now: 100, bare: async () => ({ channel: 'c' }) };

describe.each(Object.keys(ENGINES))('what somebody has asked and no running bot has, on %s', (engine) => {
  const open = async (): Promise<TurnTable> => {
    const table = await ENGINES[engine]?.();
    if (!table) throw new Error('there is no such engine');
    return table;
  };
  /** @param memory something of it was sent */
  const accept = async (table: TurnTable, id: string, memory: string | null, kind: TurnKind = 'question') => {
    await table.insert({ id, kind, arrival: arrival(id) }, 'dead');
    const { epoch = 0 } = (await table.begin(id, 'dead')) ?? {};
    const run = { id, owner: 'dead', epoch };
    if (memory !== null) await table.saveMemory(run, memory);
    await table.saveKept(run, { promised: true });
    return run;
  };

  test('becomes an errand without words and person where something stands, and ends where nothing does', async () => {
    const table = await open();
    await table.beat('dead', 1);
    const run = await accept(table, 'shown', 'message 1', 'unconfirmed');
    await accept(table, 'unseen', null);
    await accept(table, 'command', 'message 2', 'command');
    expect(await abandonTurns(table, ADA, parts)).toEqual({ ended: 2, left: 1 });
    expect([await table.askedBy(ADA), await table.openCount(), await table.isOwner(run)]).toEqual([[], 1, false]);
    await table.claim('next', ALIVE);
    expect(await table.begin('shown', 'next')).toMatchObject({
      kind: 'unconfirmed',
      arrival: { ...arrival('shown'), personId: '', input: '', address: { channel: 'c' }, at: 100 },
      instruction: { to: 'delete' },
      kept: {},
      memory: 'message 1',
      deaths: 0,
    });
  });

  test('ends where its place cannot be read', async () => {
    const table = await open();
    await accept(table, 'shown', 'message 1');
    expect(await abandonTurns(table, ADA, { ...parts, bare: async () => undefined })).toEqual({ ended: 1, left: 0 });
    expect(await table.openCount()).toBe(0);
  });

  test('is left alone where its owner is alive', async () => {
    const table = await open();
    await table.beat('dead', 100);
    const run = await accept(table, 'shown', 'message 1');
    expect(await abandonTurns(table, ADA, parts)).toEqual({ ended: 0, left: 0 });
    expect([(await table.askedBy(ADA)).length, await table.isOwner(run)]).toEqual([1, true]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStorage } from '../src/adapters/storage/open-storage.ts';
import { systemClock } from '../src/async/clock.ts';
import { keptKinds } from '../src/keeps.ts';
import { cellsOf, keptRows } from '../tools/privacy/kept-table.ts';
import { quietLog } from './doubles/quiet-log.ts';

describe('what is kept', () => {
  test('docs/privacy.md lists all of it, as the code has it (npm run generate)', () => {
    const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'privacy.md'), 'utf8');
    expect(cellsOf(page)).toEqual(keptRows(keptKinds));
  });

  test('a namespace that is not listed cannot be opened', async () => {
    const parts = { clock: systemClock, log: quietLog([]), kinds: keptKinds, retentionMs: 30 * 24 * 60 * 60_000 };
    const storage = await openStorage({ store: { kind: 'memory' }, storeKeys: [] }, parts);
    expect(() => storage.openStore('secrets')).toThrow('nobody says whose the namespace "secrets" is');
    await storage.openStore('turns').set('a', 'b');
    await storage.close();
  });
});

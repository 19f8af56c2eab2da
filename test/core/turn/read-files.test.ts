import { expect, test } from 'vitest';
import { openMemories } from '../../../src/core/memory/memories.ts';
import type { Turn } from '../../../src/core/ports/turns.ts';
import { readFiles } from '../../../src/core/turn/read-files.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { RecordingPlatform } from '../../doubles/recording-platform.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { nothingKept } from '../../../src/core/turn/admission.ts';

test('where nobody reads files, that is the reason', async () => {
  const bot = new SmallBot();
  const { files } = openMemories(openRecords(bot.database, bot.clock), bot.clock, 1_000);
  const place = new RecordingPlatform().at({ id: 'q1' }, nothingKept('q1'));
  const scene = { files: [{ id: 'F1', name: 'a.txt', source: null }], earlier: [] };
  const read = await readFiles({ turn: {} as Turn, place }, scene, files);
  expect(read).toEqual({ files: [], unread: [{ name: 'a.txt', why: 'off' }] });
  await bot.close();
});

test.each(['', '  ', '\u202e\u200b', '\n'])('a file whose name %j says nothing is no person', async (name) => {
  const bot = new SmallBot();
  const { files } = openMemories(openRecords(bot.database, bot.clock), bot.clock, 1_000);
  const place = new RecordingPlatform().at({ id: 'q1' }, nothingKept('q1'));
  const read = await readFiles(
    { turn: {} as Turn, place },
    { files: [{ id: 'F1', name, source: null }], earlier: [] },
    files,
  );
  expect(read.unread).toEqual([{ name: 'file', why: 'off' }]);
  await bot.close();
});

import { beforeEach, describe, expect, test } from 'vitest';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { openMemories } from '../../../src/core/memory/memories.ts';
import type { Memories } from '../../../src/core/memory/memories.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

let database: SqliteDatabase;
let memories: Memories;
beforeEach(() => {
  database = new SqliteDatabase(':memory:');
  const clock = new DrivenClock();
  memories = openMemories(openRecords(database, clock), clock, 2_592_000_000);
});

const ada = { platform: 'slack', personId: 'U1' };
const where = (conversation: string, channel = 'C1', workspace = 'T1') => ({ workspace, channel, conversation });
const everything = async (): Promise<boolean> => true;
const records = (): string[] =>
  database
    .all("SELECT key, value FROM records WHERE namespace = 'footprints'")
    .map((row) => `${String(row['key'])} ${String(row['value'])}`);
const ask = async (conversation: string, text: string, at: number): Promise<void> => {
  const questions = [{ personId: ada.personId, who: 'Ada', text }];
  await memories.history.add(conversation, {
    turnId: `${conversation} ${at}`,
    questions,
    texts: ['yes'],
    model: 'm',
    at,
  });
  await memories.people.note(ada, where(conversation), at);
};

describe('footprints', () => {
  test('are found by person, by channel newest first, and nobody else’s', async () => {
    const { people } = memories;
    await people.note(ada, where('one'), 1);
    await people.note(ada, where('two', 'C2'), 2);
    await people.note(ada, where('three', 'C1', 'T2'), 3);
    await people.note(ada, where('four'), 4);
    await people.note(ada, where('one'), 5);
    for (const other of ['U', 'U11', 'U1/', 'U1%2F']) await people.note({ ...ada, personId: other }, where('other'), 6);
    const found = await people.find(ada);
    expect(found.map(({ conversation }) => conversation).toSorted()).toEqual(['four', 'one', 'three', 'two']);
    const recent = await people.recent({ ...ada, workspace: 'T1', channel: 'C1' });
    expect(recent.map(({ conversation, at }) => [conversation, at])).toEqual([
      ['one', 5],
      ['four', 4],
    ]);
  });

  test('no record grows with what a person does', async () => {
    for (let n = 0; n < 300; n++) await memories.people.note(ada, where(`conversation ${n}`), n);
    expect(records()).toHaveLength(600);
    expect(Math.max(...records().map((record) => record.length))).toBeLessThan(200);
  });

  test('a conversation that goes takes those of everybody with it; a person who is forgotten takes all of theirs', async () => {
    const { people } = memories;
    for (const conversation of ['a', 'b', 'a/b', 'a%2Fb']) {
      await people.note(ada, where(conversation), 1);
      await people.note({ ...ada, personId: 'U2' }, where(conversation), 1);
    }
    await people.leave('a');
    expect((await people.find(ada)).map(({ conversation }) => conversation).toSorted()).toEqual(['a%2Fb', 'a/b', 'b']);
    await people.forget(ada);
    expect(await people.find(ada)).toEqual([]);
    expect(await people.find({ ...ada, personId: 'U2' })).toHaveLength(3);
    for (const conversation of ['b', 'a/b', 'a%2Fb']) await people.leave(conversation);
    expect(records()).toEqual([]);
  });
});

describe('recent conversations', () => {
  const whose = { ...ada, workspace: 'T1', channel: 'C1' };

  test('are named by their first question, as the history has it now', async () => {
    await ask('one', 'why is the sky blue?', 1);
    await ask('one', 'and at night?', 2);
    await ask('two', 'how far is the moon?', 3);
    const titles = async () => (await memories.recent.list(whose, 3, everything)).map(({ title }) => title);
    expect(await titles()).toEqual(['how far is the moon?', 'why is the sky blue?']);
    await memories.history.rewrite('two', 'two 3', 'how far is the sun?');
    await memories.history.remove('one', 'one 1');
    expect(await titles()).toEqual(['how far is the sun?', 'and at night?']);
    await memories.history.remove('two', 'two 3');
    expect(await titles()).toEqual(['and at night?']);
  });

  test('stay found after a fresh start, and by a button also when nothing is left of them', async () => {
    await ask('one', 'why is the sky blue?', 1);
    const [{ ref } = { ref: '' }] = await memories.recent.list(whose, 3, everything);
    await memories.history.reset('one');
    expect(await memories.recent.list(whose, 3, everything)).toEqual([{ ref, title: 'why is the sky blue?' }]);
    await ask('one', 'and now?', 2);
    expect(await memories.recent.list(whose, 3, everything)).toEqual([{ ref, title: 'and now?' }]);
    await memories.history.remove('one', 'one 1');
    await memories.history.remove('one', 'one 2');
    expect(await memories.recent.list(whose, 3, everything)).toEqual([]);
    expect(await memories.recent.find(whose, ref)).toBe('one');
    expect(await memories.recent.find({ ...whose, personId: 'U2' }, ref)).toBeUndefined();
  });

  test('nothing that anybody wrote is kept beside the history', async () => {
    await ask('one', 'MARKER', 1);
    expect(records().join('\n')).not.toContain('MARKER');
  });
});

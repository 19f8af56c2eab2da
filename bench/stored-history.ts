import { SqliteDatabase } from '../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import type { Clock } from '../src/async/clock.ts';
import { arrivalId } from '../src/core/arrival-id.ts';
import { History } from '../src/core/memory/history.ts';
import { People } from '../src/core/memory/people.ts';
import { openRecords } from '../test/doubles/open-records.ts';

const PEOPLE = 500;
const CHANNELS = 50;

/** Fills a store with conversations of one answer each, the last of which ended so long ago, as the bot itself would have. */
export const fillStore = async (path: string, conversations: number, agoMs: number): Promise<void> => {
  const at = Date.now() - agoMs;
  const clock: Clock = { now: () => at, monotonic: () => at, sleep: () => Promise.resolve() };
  const database = new SqliteDatabase(path);
  const turns = new SqliteTurnTable(database);
  const openStore = openRecords(database, clock);
  const history = new History(openStore, clock);
  const people = new People(openStore, history);
  try {
    database.run('PRAGMA synchronous = OFF');
    for (let n = 0; n < conversations; n++) {
      const channel = `slack:T1:C${n % CHANNELS}`;
      const personId = `U${n % PEOPLE}`;
      const conversation = `${channel}:${n}`;
      const id = arrivalId(conversation);
      const where = { workspace: 'T1', channel, conversation };
      const arrival = { id, platform: 'slack', personId, input: `Question ${n}?`, address: null, at, ...where };
      await turns.insert({ id, kind: 'question', arrival }, 'filler');
      await turns.end({ id, owner: 'filler', epoch: 1 }, at);
      const questions = [
        { personId, who: `Person ${n % PEOPLE}`, text: `Question ${n}? ${'Why is that so? '.repeat(10)}` },
      ];
      await history.add(conversation, {
        turnId: id,
        questions,
        texts: [`${n} ${'It is so. '.repeat(40)}`],
        model: 'acme/talks',
        at,
      });
      await people.note({ platform: 'slack', personId }, where, at);
    }
  } finally {
    database.close();
  }
};

import { letOthers } from '../../async/let-others.ts';
import type { KeptKind } from '../../core/kept-kind.ts';
import type { RecordStore } from '../../core/ports/records.ts';
import type { StoredMessage } from './talk/message.ts';
import type { StoredFile } from './talk/messages.ts';
import { directRoom } from './talk/room.ts';

const PAGE = 200;

/** Deletes the records that are a person's. @returns how many */
const forgetThose = async (
  store: RecordStore,
  platform: string,
  isOwn: (value: StoredMessage & StoredFile) => boolean,
): Promise<number> => {
  if (platform !== 'web') return 0;
  const keys = await store.keys('');
  let forgotten = 0;
  for (let start = 0; start < keys.length; start += PAGE) {
    const page = keys.slice(start, start + PAGE);
    const values = await store.getMany<StoredMessage & StoredFile>(page);
    const own = page.filter((_key, index) => {
      const value = values[index];
      return value !== undefined && isOwn(value);
    });
    for (const key of own) forgotten += (await store.delete(key)) ? 1 : 0;
    await letOthers();
  }
  return forgotten;
};

const ENDS = '`RETENTION_DAYS`';

export const webKeeps: readonly KeptKind[] = [
  {
    namespace: 'web-messages',
    what: 'page: what was written there, by whom, and the answers',
    why: 'so that it is there after a reload',
    whose: 'of who wrote it; an answer is theirs who asked for it',
    ends: ENDS,
    forgottenBy: '`forget me`, deleting the message',
    clear: 'ids of messages',
    forget: (store, { platform, personId }) =>
      forgetThose(store, platform, ({ by, asker, onlyFor }) => [by, asker, onlyFor].includes(personId)),
  },
  {
    namespace: 'web-files',
    what: 'page: files that came with answers',
    why: 'so that they can be downloaded',
    whose: 'of who asked for them',
    ends: ENDS,
    forgottenBy: '`forget me`, deleting the message',
    clear: 'ids of messages',
    forget: (store, { platform, personId }) => forgetThose(store, platform, ({ asker }) => asker === personId),
  },
  {
    namespace: 'web-rooms',
    what: 'page: the order of the messages of a channel, a thread or a direct chat',
    why: 'so that a long conversation opens as fast as a short one',
    whose: 'of nobody; that of a direct chat is the person’s',
    ends: `${ENDS} and a day`,
    forgottenBy: '`forget me` (of a direct chat)',
    clear: 'ids of messages and rooms',
    forget: async (store, { platform, personId }) => {
      if (platform !== 'web') return 0;
      const { id } = directRoom(personId);
      const keys = [...(await store.keys(`at:${id}#`)), ...(await store.keys(`head:${id}`))];
      for (const key of keys) await store.delete(key);
      return 0; // one note less is nothing that somebody would count
    },
  },
  {
    namespace: 'web-people',
    what: 'page: names that were chosen, and an id of the browser',
    why: 'so that a reload finds its person again',
    whose: 'of the person',
    ends: `${ENDS} after the last visit`,
    forgottenBy: '`forget me`',
    clear: 'ids of people',
    forget: async (store, { platform, personId }) => (platform === 'web' && (await store.delete(personId)) ? 1 : 0),
  },
  {
    namespace: 'web-door',
    what: 'page: the secret by which cookies are signed',
    why: 'so that who has signed in stays so after a restart',
    whose: 'of the operator',
    ends: 'never',
    forgottenBy: 'nothing: it names nobody',
    clear: 'nothing',
  },
];

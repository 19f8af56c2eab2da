import { keysWhere } from '../../core/kept-kind.ts';
import type { KeptKind } from '../../core/kept-kind.ts';
import type { StoredMessage } from './talk/message.ts';
import type { StoredFile } from './talk/messages.ts';
import { forgetNoted } from './talk/turn-index.ts';
import { directRoom } from './talk/room.ts';
import { unsentOf, uploadsOf } from './talk/upload.ts';

const ENDS = '`RETENTION_DAYS`';

const concerns = ({ by, asker, onlyFor }: StoredMessage, personId: string): boolean =>
  [by, asker, onlyFor].includes(personId);

export const webKeeps: readonly KeptKind[] = [
  {
    namespace: 'web-messages',
    what: 'page: what was written there, by whom, and the answers',
    why: 'so that it is there after a reload',
    whose: 'of who wrote it; an answer is theirs who asked for it',
    ends: ENDS,
    forgottenBy: '`forget me`, `forget conversation`, deleting the message',
    forgetTurn: forgetNoted,
    clear: 'ids of messages',
    keysOf: async (store, { platform, personId }) =>
      platform === 'web' ? keysWhere(store, '', (message) => concerns(message as StoredMessage, personId)) : [],
  },
  {
    namespace: 'web-files',
    what: 'page: files that came with answers',
    why: 'so that they can be downloaded',
    whose: 'of who asked for them',
    ends: ENDS,
    forgottenBy: '`forget me`, `forget conversation`, deleting the message',
    forgetTurn: forgetNoted,
    clear: 'ids of messages',
    keysOf: async (store, { platform, personId }) =>
      platform === 'web' ? keysWhere(store, '', (file) => (file as StoredFile).asker === personId) : [],
  },
  {
    namespace: 'web-uploads',
    what: 'page: files that people have brought, in pieces',
    why: 'so that a question can be answered from them, and who reads it can download them',
    whose: 'of who brought them; nobody else’s until they are sent',
    ends: `${ENDS}; a day where it was not sent`,
    forgottenBy: '`forget me`, `forget conversation`, deleting the message',
    forgetTurn: forgetNoted,
    clear: 'ids of people and messages',
    keysOf: async (store, { platform, personId }) => {
      if (platform !== 'web') return [];
      return [...(await store.keys(uploadsOf(personId))), ...(await store.keys(unsentOf(personId)))];
    },
  },
  {
    namespace: 'web-rooms',
    what: 'page: the order of the messages of a channel, a thread or a direct chat',
    why: 'so that a long conversation opens as fast as a short one',
    whose: 'of nobody; that of a direct chat is the person’s',
    ends: `${ENDS} and a day`,
    forgottenBy: '`forget me` (of a direct chat)',
    clear: 'ids of messages and rooms',
    keysOf: async (store, { platform, personId }) => {
      if (platform !== 'web') return [];
      const { id } = directRoom(personId);
      return [...(await store.keys(`at:${id}#`)), ...(await store.keys(`head:${id}`))];
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
    keysOf: async (store, { platform, personId }) =>
      platform === 'web' && (await store.has(personId)) ? [personId] : [],
  },
  {
    namespace: 'web-changes',
    what: 'page: which messages have changed of late, by process',
    why: 'so that tabs at other processes show it',
    whose: 'of nobody',
    ends: 'ten minutes after the last change',
    forgottenBy: 'its end',
    clear: 'a random id of the process',
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

import { keysWhere } from '../../../core/kept-kind.ts';
import type { KeptKind } from '../../../core/kept-kind.ts';

const NAMESPACE = 'discord';

interface Asked {
  asker: { id: string };
}
interface Look {
  job: { address: Asked };
}

export const discordKeeps: readonly KeptKind[] = [
  {
    namespace: 'discord-look-again',
    what: 'Discord: an answer of which nobody knows whether all of it arrived, with the question that stands in it',
    why: 'so that it is looked at again and repaired',
    whose: 'of who asked',
    ends: 'minutes; where Discord cannot be reached, at most 24 hours',
    forgottenBy: '`forget me`, `forget conversation`, deleting the message',
    clear: 'the id of the question',
    forgetTurn: async (store, turnId) => void (await store.delete(await store.keys(`${turnId}:`))),
    keysOf: async (store, { platform, personId }) =>
      platform === 'discord' ? keysWhere(store, '', (look) => (look as Look).job.address.asker.id === personId) : [],
  },
  {
    namespace: NAMESPACE,
    prefix: 'asked:',
    what: 'Discord: which messages were questions: who asked and where (ids, name, roles), and a salted fingerprint of the text',
    why: 'so that edits and deletions are followed',
    whose: 'of the person',
    ends: '48 hours',
    forgottenBy: '`forget me`, deleting the message',
    clear: 'the id of the message',
    keysOf: async (store, { platform, personId }) =>
      platform === 'discord' ? keysWhere(store, 'asked:', (asked) => (asked as Asked).asker.id === personId) : [],
  },
  {
    namespace: NAMESPACE,
    prefix: 'conversation:',
    what: 'Discord: which conversation a message or thread belongs to (ids)',
    why: 'so that replies go on with it',
    whose: 'of the conversation',
    ends: '`RETENTION_DAYS` after it was last used',
    forgottenBy: 'nothing: it names nobody',
    clear: 'the id of the message',
  },
  {
    namespace: NAMESPACE,
    prefix: 'pressed:',
    what: 'Discord: which message has become the answer to which press (ids)',
    why: 'so that a later look at what stood there before leaves it alone',
    whose: 'of the message',
    ends: '24 hours',
    forgottenBy: 'nothing: it names nobody',
    clear: 'the id of the message',
  },
  {
    namespace: NAMESPACE,
    prefix: 'heard',
    what: 'Discord: the last message before which everything was taken (its id)',
    why: 'so that nothing is missed in a gap',
    whose: 'of the bot',
    ends: 'never: the next one takes its place',
    forgottenBy: 'nothing: it names nobody',
    clear: 'nothing',
  },
  {
    namespace: NAMESPACE,
    prefix: 'place:',
    what: 'Discord: the places where the bot is in use (ids, kind)',
    why: 'so that nothing is missed in a gap',
    whose: 'of the place',
    ends: '7 days after the bot was last used there; at most 300',
    forgottenBy: 'nothing: it names nobody',
    clear: 'the id of the channel or thread',
  },
  {
    namespace: NAMESPACE,
    prefix: 'active',
    what: 'Discord: the two before, as an earlier version kept them',
    why: 'so that an update misses nothing',
    whose: 'of the bot',
    ends: 'at the first start after the update',
    forgottenBy: 'nothing: it names nobody',
    clear: 'nothing',
  },
  {
    namespace: NAMESPACE,
    prefix: 'lease:',
    what: 'Discord: which process is connected, and when it was last alive',
    why: 'so that only one is',
    whose: 'of the bot',
    ends: 'when that process ends',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'a fingerprint of the token',
  },
  {
    namespace: NAMESPACE,
    prefix: 'commands:',
    what: 'Discord: which slash commands are registered',
    why: 'so that they are registered once',
    whose: 'of the bot',
    ends: 'never',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'the id of the bot',
  },
];

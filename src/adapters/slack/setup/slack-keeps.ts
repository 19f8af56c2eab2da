import { keysWhere } from '../../../core/kept-kind.ts';
import type { KeptKind } from '../../../core/kept-kind.ts';

interface Look {
  job: { address: { user: string } };
}

export const slackKeeps: readonly KeptKind[] = [
  {
    namespace: 'slack-look-again',
    what: 'Slack: an answer of which nobody knows whether all of it arrived',
    why: 'so that it is looked at again and repaired',
    whose: 'of who asked',
    ends: 'minutes; where Slack cannot be reached, at most 24 hours',
    forgottenBy: '`forget me`, `forget conversation`, deleting the message',
    clear: 'the id of the question',
    forgetTurn: async (store, turnId) => void (await store.delete(await store.keys(`${turnId}:`))),
    keysOf: async (store, { platform, personId }) =>
      platform === 'slack' ? keysWhere(store, '', (look) => (look as Look).job.address.user === personId) : [],
  },
  {
    namespace: 'slack-conversations',
    what: 'Slack: which conversation a thread belongs to (ids)',
    why: 'so that replies go on with it',
    whose: 'of the conversation',
    ends: '`RETENTION_DAYS` after it was last used',
    forgottenBy: 'nothing: it names nobody',
    clear: 'the ids of channel and thread',
  },
  {
    namespace: 'slack-greeted',
    what: 'Slack: in which direct messages the bot has introduced itself, and to whom (ids)',
    why: 'so that it does so once',
    whose: 'of the person',
    ends: '365 days',
    forgottenBy: '`forget me`',
    clear: 'the id of the direct message',
    keysOf: async (store, { platform, personId }) =>
      platform === 'slack' ? keysWhere(store, '', (greeted) => greeted === personId) : [],
  },
];

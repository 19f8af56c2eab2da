import type { KeptKind } from '../../../core/kept-kind.ts';

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
    forget: async (store, { platform, personId }) => {
      if (platform !== 'slack') return 0;
      const keys = await store.keys('');
      const looks = await store.get<{ job: { address: { user: string } } }>(keys);
      const own = keys.filter((_, n) => looks[n]?.job.address.user === personId);
      await store.delete(own);
      return own.length;
    },
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
    forget: async (store, { platform, personId }) => {
      if (platform !== 'slack') return 0;
      const channels = await store.keys('');
      const greeted = await store.get<string | true>(channels);
      const own = channels.filter((_, n) => greeted[n] === personId);
      await store.delete(own);
      return own.length;
    },
  },
];

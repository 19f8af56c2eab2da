import { keysWhere } from '../../../core/kept-kind.ts';
import type { KeptKind } from '../../../core/kept-kind.ts';
import type { SlackAddress } from '../slack-address.ts';

interface Look {
  job: { address: SlackAddress };
}

/** As the core knows whoever asked; `inWorkspace` would load more than a list of what is kept needs. */
const askerOf = ({ workspace, user }: SlackAddress): string =>
  workspace === undefined ? user : `${workspace}:${user}`;

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
      platform === 'slack' ? keysWhere(store, '', (look) => askerOf((look as Look).job.address) === personId) : [],
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
    namespace: 'slack-installations',
    what: 'Slack, where several workspaces have installed the bot: the id of each, its token, the address and bot of it, and which of an organisation’s workspaces have it',
    why: 'so that it can answer there',
    whose: 'of the workspace',
    ends: 'when the workspace removes the bot',
    forgottenBy: 'removing the bot from the workspace',
    clear: 'the id of the workspace',
  },
  {
    namespace: 'slack-installing',
    what: 'Slack: which attempts to install the bot were used (random numbers), and a key that attempts are signed with',
    why: 'so that nobody finishes what another browser began, and nothing twice',
    whose: 'of the bot',
    ends: '10 minutes; the key never',
    forgottenBy: 'nothing: it names nobody',
    clear: 'the random numbers',
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

import { ChannelType, GuildMemberFlags, MessageReferenceType } from 'discord.js';
import type { APIInteraction, GatewayMessageCreateDispatchData } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { InteractionAddress, MessageAddress } from '../../../../src/adapters/discord/discord-address.ts';
import { idOfTime, timeOfId } from '../../../../src/adapters/discord/api/discord-id.ts';
import { hearMessage } from '../../../../src/adapters/discord/arrive/discord-arrival.ts';
import type { Surroundings } from '../../../../src/adapters/discord/api/discord-directory.ts';
import { readInteraction } from '../../../../src/adapters/discord/arrive/discord-interaction.ts';

const BOT = '1574711171481600001';
const KIM = '1574711171481600002';
const GUILD = '1574711171481600003';
const CHANNEL = '1574711171481600004';
const MESSAGE = '1574711171481600005';

const around: Surroundings = {
  userId: BOT,
  roleId: () => undefined,
  channelType: () => undefined,
  parentId: () => undefined,
  nameOf: (id) => (id === CHANNEL ? 'general' : undefined),
};
const user = (id: string, name: string) => ({
  id,
  username: name,
  global_name: null,
  discriminator: '0',
  avatar: null,
});
const member = { roles: ['1574711171481600009'], flags: 0, joined_at: null, deaf: false, mute: false };
/** A mention in a channel; the type of the channel is not in every packet. */
const mention = (change: object = {}): GatewayMessageCreateDispatchData => ({
  id: MESSAGE,
  channel_id: CHANNEL,
  guild_id: GUILD,
  author: user(KIM, 'kim'),
  member,
  content: `<@${BOT}> why?`,
  mentions: [user(BOT, 'aitta')],
  mention_roles: [],
  mention_everyone: false,
  attachments: [],
  embeds: [],
  timestamp: '2026-11-24T09:00:00.000Z',
  edited_timestamp: null,
  pinned: false,
  tts: false,
  type: 0,
  ...change,
});
const addressOf = (message: GatewayMessageCreateDispatchData, surroundings = around) =>
  hearMessage(message, surroundings)?.arrival.address as MessageAddress | undefined;

describe('a message', () => {
  test('in a channel of unknown type may get a thread, in one that cannot have any it gets none', () => {
    expect(addressOf(mention())).toMatchObject({ kind: 'channel', opensThread: true });
    expect(addressOf(mention({ channel_type: ChannelType.GuildVoice }))).toMatchObject({ opensThread: false });
  });

  test('whose packet does not tell the type of its channel is placed by what is known of the channel', () => {
    const known = { ...around, channelType: () => ChannelType.PublicThread, parentId: () => '1574711171481600007' };
    expect(hearMessage(mention(), known)?.arrival).toMatchObject({
      conversation: CHANNEL,
      channel: '1574711171481600007',
    });
  });

  test('of a webhook asks nothing, even where it does not say that it is a bot', () => {
    expect(hearMessage(mention({ webhook_id: '1574711171481600008' }), around)).toBeUndefined();
  });

  test('whose ids are none is not from Discord', () => {
    expect(hearMessage(mention({ id: '../x' }), around)).toBeUndefined();
    expect(hearMessage(mention({ channel_id: '5' }), around)).toBeUndefined();
    expect(hearMessage(mention({ author: user('me', 'kim') }), around)).toBeUndefined();
  });

  test('tells members from guests, and leaves open what the packet does not say', () => {
    expect(addressOf(mention())?.asker).toMatchObject({ standing: 'member', roles: member.roles });
    const guest = { ...member, flags: GuildMemberFlags.IsGuest };
    expect(addressOf(mention({ member: guest }))?.asker.standing).toBe('guest');
    expect(addressOf(mention({ member: { ...member, pending: true } }))?.asker.standing).toBe('guest');
    expect(addressOf(mention({ member: undefined }))?.asker).not.toHaveProperty('standing');
  });

  test('carries what it forwards, as a quote, with names for ids', () => {
    const forward = mention({
      message_reference: { type: MessageReferenceType.Forward },
      message_snapshots: [{ message: { content: `The sky\nis green in <#${CHANNEL}>.` } }],
    });
    expect(hearMessage(forward, around)?.arrival.input).toBe('why?\n\n> The sky\n> is green in #general.');
  });

  test('of a deleted account in a thread that replies to a deleted message is nobody else’s', () => {
    const reply = mention({
      channel_type: ChannelType.PublicThread,
      type: 19,
      referenced_message: null,
      mentions: [],
      content: 'and?',
    });
    expect(hearMessage(reply, around)?.heard).toBe('overheard');
  });
});

describe('an interaction', () => {
  const slash = (change: object = {}): APIInteraction =>
    ({
      id: MESSAGE,
      application_id: BOT,
      type: 2,
      version: 1,
      token: 'the-token',
      channel_id: CHANNEL,
      guild_id: GUILD,
      member: { ...member, user: user(KIM, 'kim'), permissions: '16' },
      app_permissions: '3072',
      locale: 'fi',
      authorizing_integration_owners: { '0': GUILD },
      data: {
        id: '1',
        type: 1,
        name: 'aitta',
        options: [{ type: 1, name: 'ask', options: [{ type: 3, name: 'question', value: 'why?' }] }],
      },
      ...change,
    }) as unknown as APIInteraction;
  const heard = (interaction: APIInteraction) => readInteraction(interaction, { ...around, now: 5 });
  const addressIn = (interaction: APIInteraction) => {
    const each = heard(interaction);
    return each?.kind === 'arrival' ? (each.arrival.address as InteractionAddress) : undefined;
  };

  test('without a channel object, a member or permissions is answered all the same', () => {
    expect(addressIn(slash())).toMatchObject({
      kind: 'channel',
      canPost: true,
      at: 5,
      asker: { managesChannel: true },
    });
    expect(addressIn(slash({ app_permissions: undefined }))).toMatchObject({ canPost: false });
    expect(addressIn(slash({ member: undefined, user: user(KIM, 'kim'), guild_id: undefined }))).toMatchObject({
      kind: 'direct',
    });
  });

  test('of somebody who installed the app for themselves only is a stranger’s, and the bot cannot write there', () => {
    expect(addressIn(slash({ authorizing_integration_owners: { '1': KIM } }))).toMatchObject({
      canPost: false,
      asker: { standing: 'stranger' },
    });
  });

  test('an administrator’s bot may write whatever the channel says', () => {
    expect(addressIn(slash({ app_permissions: '8' }))).toMatchObject({ canPost: true });
  });

  test.each([
    ['a command without a sub-command', { data: { id: '1', type: 1, name: 'aitta', options: [] } }],
    ['a command about a person', { data: { id: '1', type: 2, name: 'aitta' } }],
    ['nobody’s', { member: undefined }],
    ['a ping', { type: 1 }],
    ['a form of somebody else', { type: 5, data: { custom_id: 'other', components: [] } }],
    ['typing without a focus', { type: 4 }],
  ])('%s is none of ours', (_what, change) => {
    expect(heard(slash(change))).toBeUndefined();
  });

  test('a long question is quoted in part', () => {
    const options = [{ type: 3, name: 'question', value: 'x'.repeat(5_000) }];
    const asked = slash({ data: { id: '1', type: 1, name: 'aitta', options: [{ type: 1, name: 'ask', options }] } });
    expect(addressIn(asked)?.quote).toHaveLength(300);
  });
});

test('ids and times are told from each other', () => {
  const at = Date.parse('2026-11-24T09:00:00Z');
  expect(timeOfId(idOfTime(at))).toBe(at);
});

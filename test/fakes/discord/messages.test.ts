import { type APIMessage, Routes } from 'discord.js';
import { expect, test } from 'vitest';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { useBench } from './bench.ts';

const bench = useBench();

const hourMs = 60 * 60 * 1000;

/** A button that Discord takes. */
const button = { type: 2, style: 1, label: 'Stop', custom_id: 'stop' };
const buttonOf = (customId: string): object => ({ ...button, custom_id: customId });
const rowOf = (...components: object[]): object => ({ type: 1, components });

const refusedBodies: [what: string, body: object, mistake: string][] = [
  ['a text above 2000 characters', { content: 'x'.repeat(2001) }, 'content[BASE_TYPE_MAX_LENGTH]'],
  [
    'an embed description above 4096',
    { embeds: [{ description: 'x'.repeat(4097) }] },
    'embeds[0].description[BASE_TYPE_MAX_LENGTH]',
  ],
  [
    'embeds above 6000 in total',
    { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
    'embeds[MAX_EMBED_SIZE_EXCEEDED]',
  ],
  [
    'a label above 80',
    { content: 'x', components: [rowOf({ ...button, label: 'x'.repeat(81) })] },
    'components[0].components[0].label[BASE_TYPE_BAD_LENGTH]',
  ],
  [
    'a custom id above 100',
    { content: 'x', components: [rowOf({ ...button, custom_id: 'x'.repeat(101) })] },
    'components[0].components[0].custom_id[BASE_TYPE_BAD_LENGTH]',
  ],
  [
    'one custom id twice',
    { content: 'x', components: [rowOf(button, button)] },
    'components[0].components[1].custom_id[COMPONENT_CUSTOM_ID_DUPLICATED]',
  ],
  [
    'six buttons in a row',
    { content: 'x', components: [rowOf(...[1, 2, 3, 4, 5, 6].map((n) => buttonOf(String(n))))] },
    'components[0].components[BASE_TYPE_BAD_LENGTH]',
  ],
  ['a display text without its flag', { components: [{ type: 10, content: 'x' }] }, 'COMPONENT_NEEDS_V2_FLAG'],
  [
    'display texts above 4000 in total',
    { flags: 1 << 15, components: [1, 2].map(() => ({ type: 10, content: 'x'.repeat(2001) })) },
    'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
  ],
  [
    'content beside display texts',
    { flags: 1 << 15, content: 'x', components: [{ type: 10, content: 'x' }] },
    'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  ],
  [
    'a reply to what is not there',
    { content: 'x', message_reference: { message_id: '100000000000000000' } },
    'message_reference[REPLIES_UNKNOWN_MESSAGE]',
  ],
  [
    'parse and ids of the same kind',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['100000000000000000'] } },
    'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  ],
];

test.each(refusedBodies)('%s is refused with 50035', async (_what, body, mistake) => {
  const { channel, rest, fake } = await bench({ validate: false });
  const sent = rest.post(Routes.channelMessages(channel.id), { body });
  await expect(sent).rejects.toMatchObject({ code: 50_035, status: 400, message: expect.stringContaining(mistake) });
  expect(fake.messages(channel)).toEqual([]);
});

test.each(['', ' \n '])('a message of %j is empty', async (content) => {
  const { channel, rest } = await bench();
  const sent = rest.post(Routes.channelMessages(channel.id), { body: { content } });
  await expect(sent).rejects.toMatchObject({ code: 50_006 });
});

test('a display text is taken with its flag, and read as text', async () => {
  const { fake, channel, rest } = await bench();
  const body = { flags: 1 << 15, components: [{ type: 17, components: [{ type: 10, content: 'in a box' }] }] };
  await rest.post(Routes.channelMessages(channel.id), { body });
  expect(fake.messages(channel)[0]?.text).toBe('in a box');
});

test('an enforced nonce gives the message that is already there', async () => {
  const { fake, channel, rest } = await bench();
  const send = (body: object): Promise<unknown> => rest.post(Routes.channelMessages(channel.id), { body });
  const first = (await send({ content: 'one', nonce: 'n', enforce_nonce: true })) as APIMessage;
  const again = (await send({ content: 'one', nonce: 'n', enforce_nonce: true })) as APIMessage;
  expect(again.id).toBe(first.id);
  await send({ content: 'one', nonce: 'n' });
  expect(fake.messages(channel)).toHaveLength(2);
  fake.moderator.forgetNonces();
  await send({ content: 'one', nonce: 'n', enforce_nonce: true });
  expect(fake.messages(channel)).toHaveLength(3);
});

test('mentions ping only whom the request allows', async () => {
  const { fake, guild, channel, kim, rest } = await bench();
  const role = fake.addRole(guild, 'everyone-else');
  const question = kim.post({ channel, content: 'hello' });
  const content = `${kim.mention} <@&${role.id}> @everyone`;
  const send = async (more: object): Promise<unknown> => {
    const body = { content, message_reference: { message_id: question.id }, ...more };
    const { id } = (await rest.post(Routes.channelMessages(channel.id), { body })) as APIMessage;
    return fake.messages(channel).find((message) => message.id === id)?.pings;
  };
  expect(await send({})).toEqual({ users: [kim.id], roles: [role.id], everyone: false });
  expect(await send({ allowed_mentions: { parse: [] } })).toEqual({ users: [], roles: [], everyone: false });
  expect(await send({ allowed_mentions: { parse: [], replied_user: true } })).toMatchObject({ users: [kim.id] });
  expect(await send({ allowed_mentions: { parse: [], roles: [role.id] } })).toMatchObject({ roles: [role.id] });
});

test('an edit notifies nobody', async () => {
  const { fake, channel, kim, rest } = await bench();
  const { id } = (await rest.post(Routes.channelMessages(channel.id), { body: { content: 'x' } })) as APIMessage;
  await rest.patch(Routes.channelMessage(channel.id, id), { body: { content: kim.mention } });
  expect(fake.messages(channel)[0]?.pings.users).toEqual([]);
});

test('@everyone pings where the bot has the right to', async () => {
  const { fake, guild, channel, rest } = await bench();
  const role = guild.roles.get(guild.botRoleId);
  if (role) role.permissions = 1n << 17n;
  await rest.post(Routes.channelMessages(channel.id), { body: { content: '@everyone' } });
  expect(fake.messages(channel)[0]?.pings.everyone).toBe(true);
});

test('messages of others cannot be edited, and gone ones neither', async () => {
  const { channel, kim, rest } = await bench();
  const post = kim.post({ channel, content: 'mine' });
  const edit = (id: string): Promise<unknown> =>
    rest.patch(Routes.channelMessage(channel.id, id), { body: { content: 'x' } });
  await expect(edit(post.id)).rejects.toMatchObject({ code: 50_005 });
  const { id } = (await rest.post(Routes.channelMessages(channel.id), { body: { content: 'x' } })) as APIMessage;
  await rest.delete(Routes.channelMessage(channel.id, id));
  await expect(edit(id)).rejects.toMatchObject({ code: 10_008 });
});

test('history comes newest first, before and after an id, and empty without the right to read it', async () => {
  const { fake, channel, kim, rest } = await bench({ messageContentGranted: true });
  const posts = ['one', 'two', 'three'].map((content) => kim.post({ channel, content }));
  const read = async (query: Record<string, string>): Promise<string[]> => {
    const found = await rest.get(Routes.channelMessages(channel.id), { query: new URLSearchParams(query) });
    return (found as APIMessage[]).map(({ content }) => content);
  };
  expect(await read({})).toEqual(['three', 'two', 'one']);
  expect(await read({ after: posts[0]?.id ?? '' })).toEqual(['three', 'two']);
  expect(await read({ after: posts[0]?.id ?? '', limit: '1' })).toEqual(['two']);
  expect(await read({ before: posts[2]?.id ?? '', limit: '1' })).toEqual(['two']);
  fake.moderator.forbid(channel, 'ReadMessageHistory');
  expect(await read({})).toEqual([]);
});

test('history comes without the content of others where the privilege is missing', async () => {
  const { fake, channel, kim, rest } = await bench();
  kim.post({ channel, content: 'not for the bot' });
  kim.post({ channel, content: `for ${fake.mention}` });
  const found = (await rest.get(Routes.channelMessages(channel.id))) as APIMessage[];
  expect(found.map(({ content }) => content)).toEqual([`for ${fake.mention}`, '']);
});

test('files are uploaded, seen, and served for a day', async () => {
  const clock = new DrivenClock();
  const { fake, channel, rest } = await bench({ clock });
  const sent = (await rest.post(Routes.channelMessages(channel.id), {
    body: { content: 'see', attachments: [{ id: '0', description: 'the answer' }] },
    files: [{ name: 'answer.md', data: Buffer.from('# hello'), contentType: 'text/markdown' }],
  })) as APIMessage;
  expect(fake.messages(channel)[0]?.files).toEqual([{ name: 'answer.md', type: 'text/markdown', text: '# hello' }]);
  const url = sent.attachments[0]?.url ?? '';
  expect(await (await fetch(url)).text()).toBe('# hello');
  expect((await fetch(url.replace('hm=', 'hm=0'))).status).toBe(404);
  await clock.advance(25 * hourMs);
  expect((await fetch(url)).status).toBe(404);
});

test('edits of messages older than an hour are refused with 30046 when that is switched on', async () => {
  const clock = new DrivenClock();
  const { fake, channel, rest } = await bench({ clock });
  const { id } = (await rest.post(Routes.channelMessages(channel.id), { body: { content: 'x' } })) as APIMessage;
  const edit = (): Promise<unknown> => rest.patch(Routes.channelMessage(channel.id, id), { body: { content: 'y' } });
  rest.options.rejectOnRateLimit = () => true;
  fake.limits.oldEdits = true;
  await edit();
  await clock.advance(hourMs);
  await edit();
  await clock.advance(1);
  await expect(edit()).rejects.toMatchObject({ method: 'PATCH' });
  expect(fake.calls.at(-1)).toMatchObject({ status: 429, answer: { code: 30_046 } });
});

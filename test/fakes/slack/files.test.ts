import { afterEach, beforeEach, expect, it } from 'vitest';

import { clientOf, errorOf } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';
import type { Person } from './person.ts';
import type { Channel } from './world.ts';

let slack: FakeSlack;
let anna: Person;
let general: Channel;

beforeEach(async () => {
  slack = await FakeSlack.start();
  anna = slack.addUser({ name: 'anna' });
  general = slack.addChannel({ name: 'general', members: [anna.id] });
});

afterEach(() => slack.close());

it('takes a file of the SDK and shows it in the thread', async () => {
  const ts = anna.post({ channel: general.id, text: 'a file, please' });

  await clientOf(slack).filesUploadV2({
    channel_id: general.id,
    thread_ts: ts,
    filename: 'answer.md',
    content: 'Größe',
    initial_comment: 'Here it is',
  });

  expect(slack.messages(general.id, ts).at(-1)).toMatchObject({
    text: 'Here it is',
    byBot: true,
    files: [{ name: 'answer.md', text: 'Größe' }],
  });
});

it('refuses bytes of another length, and the completion of what never arrived', async () => {
  const client = clientOf(slack);
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename: 'a',
    length: 3,
  });

  expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400);
  expect(await errorOf(client.files.completeUploadExternal({ files: [{ id }], channel_id: general.id }))).toBe(
    'file_not_found',
  );
  expect((await fetch(url, { method: 'POST', body: 'two' })).status).toBe(200);
  expect(await errorOf(client.files.completeUploadExternal({ files: [{ id }], channel_id: general.id }))).toBe('ok');
});

it("gives a person's file to the token, and a sign-in page to anybody else", async () => {
  const content = new Uint8Array([0, 159, 146, 150]);
  anna.post({
    channel: general.id,
    text: 'see',
    files: [{ name: 'ä b.png', content, mimetype: 'image/png', hollow: true }],
  });
  const [id = ''] = slack.world.files.keys();
  const { file } = await clientOf(slack).files.info({ file: id });
  const url = file?.url_private_download ?? '';
  const get = (token: string): Promise<Response> => fetch(url, { headers: { authorization: `Bearer ${token}` } });

  const good = await get(slack.botToken);
  expect(new Uint8Array(await good.arrayBuffer())).toEqual(content);
  expect(good.headers.get('content-type')).toBe('image/png');
  expect(await (await get('xoxb-other')).text()).toContain('Sign in');
  slack.access.scopes.delete('files:read');
  expect((await get(slack.botToken)).headers.get('content-type')).toBe('text/html');
  slack.faults.push({ method: 'file.download', kind: 'error', status: 500 });
  expect((await get(slack.botToken)).status).toBe(500);
});

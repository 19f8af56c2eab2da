import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { english } from '../../../src/core/sentences/english.ts';
import { hanging, textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import type { ReadMessage } from '../../fakes/slack/read-message.ts';
import { SlackWorld } from './slack-world.ts';

const MINUTE_MS = 60_000;
let core: SmallBot;
let world: SlackWorld;
beforeEach(async () => {
  core = new SmallBot();
  world = await SlackWorld.prepare({}, core.clock);
  onTestFinished(() => core.close());
});

const cold = () => hanging({ type: 'phase', name: 'requested' });
const start = async (owner = 'a') => {
  const platform = world.newPlatform();
  return { platform, ...(await core.processWith(platform, owner)) };
};
const said = (ts: string, channel = world.general): ReadMessage[] =>
  world.slack.messages(channel, ts).filter(({ byBot }) => byBot);
const texts = (ts: string, channel = world.general): string[] => said(ts, channel).map(({ text }) => text);
/** A question whose answer waits, and the message that says so. */
const waiting = async (channel = world.general) => {
  const ts =
    channel === world.general ? world.mention('why?') : world.anna.post({ channel, text: 'why is the sky blue?' });
  await world.drive(() => texts(ts, channel)[0]?.includes('GPUs'), { what: 'a waiting message' });
  return { ts, ref: { channel, ts: said(ts, channel)[0]?.ts ?? '' } };
};

test('Stop, pressed while the model is cold, ends the request within a second and says so in the same message', async () => {
  core.gateway.script(cold().script);
  await start();
  const { ts, ref } = await waiting();
  const pressedAt = core.clock.now();
  world.anna.press(ref, english.stop);
  await world.drive(() => core.gateway.aborted === 1, { stepMs: 50 });
  expect(core.clock.now() - pressedAt).toBeLessThanOrEqual(1_000);
  await world.drive(() => texts(ts)[0]?.includes(english.stoppedBeforeText));
  expect(said(ts)).toHaveLength(1);
  await world.drive(() => world.slack.session(world.general, ts).status === 'active');
});

test('Slack’s own Stop, in the middle of a streamed answer, keeps what was written', async () => {
  core.gateway.script(hanging({ type: 'text', text: 'It is because of Rayleigh and ' }).script);
  await start();
  const dm = world.anna.directMessage;
  const ts = world.anna.post({ channel: dm, text: 'why is the sky blue?' });
  await world.drive(() => said(ts, dm)[0]?.streaming === 'in_progress', { what: 'the stream' });
  world.anna.stopSession(dm, ts);
  await world.drive(() => texts(ts, dm)[0]?.includes(english.stopped), { what: 'the end' });
  expect(core.gateway.aborted).toBe(1);
  expect(texts(ts, dm)[0]).toContain('It is because of Rayleigh and');
  await world.drive(() => world.slack.session(dm, ts).status === 'active');
});

test.each(['stop', 'Stop!'])('%j, written in the thread without a mention, stops', async (text) => {
  core.gateway.script(cold().script);
  await start();
  const { ts } = await waiting();
  world.anna.post({ channel: world.general, text, threadTs: ts });
  await world.drive(() => texts(ts)[0]?.includes(english.stoppedBeforeText));
  expect(core.gateway.aborted).toBe(1);
});

test('deleting the question stops', async () => {
  core.gateway.script(cold().script);
  await start();
  const { ts } = await waiting();
  world.anna.delete({ channel: world.general, ts });
  await world.drive(() => texts(ts)[0]?.includes(english.questionDeleted));
  expect(core.gateway.aborted).toBe(1);
});

test('Stop, pressed by somebody else, stops nothing and is told to that person alone', async () => {
  const { script, finish } = cold();
  core.gateway.script(script);
  await start();
  const { ts, ref } = await waiting();
  const ben = world.slack.addUser({ name: 'ben' });
  world.slack.world.channels.get(world.general)?.members.add(ben.id);
  ben.press(ref, english.stop);
  await world.drive(() => ben.ephemerals.length === 1);
  expect(ben.ephemerals[0]?.text).toContain(english.notYourQuestion);
  finish('Because.');
  await world.drive(() => texts(ts)[0]?.startsWith('Because.'));
  expect(said(ts)).toHaveLength(1);
});

test('a thread goes on without a mention, also in the next process, with everything in mind', async () => {
  const first = await start();
  const ts = world.mention('my name is Anna');
  await world.drive(() => texts(ts)[0]?.includes('answer to'));
  await world.settled();
  await first.platform.close();
  first.kill();
  await start('b');
  world.anna.post({ channel: world.general, text: 'what is my name?', threadTs: ts });
  await world.drive(() => said(ts).length === 2 && texts(ts)[1]?.includes('answer to'), { what: 'the second answer' });
  const prompt = core.gateway.asked.at(-1)?.messages.map(textOf) ?? [];
  expect(prompt.slice(1)).toEqual([
    'anna: my name is Anna',
    'answer to anna: my name is Anna',
    'anna: what is my name?',
  ]);
});

test('a direct chat is one conversation, at its top and in its threads, also in the next process', async () => {
  const first = await start();
  const dm = world.anna.directMessage;
  const name = world.anna.post({ channel: dm, text: 'my name is Anna' });
  await world.drive(() => texts(name, dm)[0]?.includes('answer to'));
  await world.settled();
  await first.platform.close();
  first.kill();
  await start('b');
  const top = world.anna.post({ channel: dm, text: 'what is my name?' });
  await world.drive(() => texts(top, dm)[0]?.includes('answer to'));
  world.anna.post({ channel: dm, text: 'are you sure?', threadTs: top });
  await world.drive(() => said(top, dm).length === 2 && texts(top, dm)[1]?.includes('answer to'));
  expect(core.gateway.asked.at(-1)?.messages.map(textOf).slice(1)).toEqual([
    'my name is Anna',
    'answer to my name is Anna',
    'what is my name?',
    'answer to what is my name?',
    'are you sure?',
  ]);
});

test('a thread of a direct chat that version 0.1 has begun goes on as the conversation that it was', async () => {
  const { history } = await start();
  const dm = world.anna.directMessage;
  const root = world.anna.post({ channel: dm, text: 'hello' });
  await world.drive(() => texts(root, dm)[0]?.includes('answer to'));
  const questions = [{ personId: world.anna.id, who: 'anna', text: 'my name is Anna' }];
  const past = { turnId: 'former', questions, texts: ['Noted.'], model: 'acme/chat', at: core.clock.now() };
  await history.add(`${world.slack.world.teamId}:${dm}:${root}`, past);
  world.anna.post({ channel: dm, text: 'what is my name?', threadTs: root });
  await world.drive(() => said(root, dm).length === 2 && texts(root, dm)[1]?.includes('answer to'));
  const prompt = core.gateway.asked.at(-1)?.messages.map(textOf).slice(1);
  expect(prompt).toEqual(['my name is Anna', 'Noted.', 'what is my name?']);
});

test('a cold model for six minutes is one message, edited calmly, with a line that Slack never takes away', async () => {
  const { script, finish } = cold();
  core.gateway.script(script);
  await start();
  const dm = world.anna.directMessage;
  const { ts } = await waiting(dm);
  world.slack.limits.rates = true;
  const from = core.clock.now();
  await world.drive(
    () => {
      expect(world.slack.statusLine(dm, ts)).not.toBe('');
      return core.clock.now() - from > 6 * MINUTE_MS;
    },
    { stepMs: 10_000 },
  );
  expect(said(ts, dm)).toHaveLength(1);
  finish('Because.');
  await world.drive(() => texts(ts, dm)[1]?.includes('Because.'));
  expect(texts(ts, dm)[0]).toContain(english.answeredBelow);
  expect(world.slack.calls.filter(({ result }) => result === 'HTTP 429')).toEqual([]);
});

test('a later answer is a new message that mentions the asker', async () => {
  const { script, finish } = cold();
  core.gateway.script(script).script(script);
  await start();
  const { ts, ref } = await waiting();
  await world.drive(() => said(ts)[0]?.controls.some(({ label }) => label === english.park), { stepMs: 10_000 });
  world.anna.press(ref, english.park);
  await world.drive(() => texts(ts)[0]?.includes(english.parked));
  finish('Because.');
  await world.drive(() => said(ts).length === 2, { stepMs: 1_000, what: 'the answer' });
  const answer = said(ts).at(-1);
  expect(answer?.text).toContain('Because.');
  expect(answer?.pings).toEqual([world.anna.id]);
});

test('a shutdown in mid-wait says so, and the next process answers in the same message', async () => {
  core.gateway.script(cold().script);
  const first = await start();
  const { ts } = await waiting();
  await first.platform.stop();
  const stopped = first.turns.stop(0);
  await world.drive(() => texts(ts)[0]?.includes(english.restarting('slack')));
  await core.clock.advance(5_000, 500);
  await stopped;
  await first.platform.close();
  await start('b');
  await world.drive(() => texts(ts)[0]?.startsWith('answer to anna: why?'), { stepMs: 1_000, what: 'the answer' });
  expect(said(ts)).toHaveLength(1);
});

test('mentioned in the middle of a thread, the model is given what was said before', async () => {
  await start();
  const root = world.anna.post({ channel: world.general, text: 'The meeting is on Friday.' });
  world.anna.post({ channel: world.general, text: 'At noon.', threadTs: root });
  world.mention('when is it?', { threadTs: root });
  await world.drive(() => said(root)[0]?.text.includes('answer to'));
  const prompt = core.gateway.asked[0]?.messages.map(textOf) ?? [];
  expect(prompt.slice(1)).toEqual(['anna: The meeting is on Friday.', 'anna: At noon.', 'anna: when is it?']);
});

test('an alert of another app, whose words are in blocks and attachments, is read like any message', async () => {
  await start();
  const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Disk is full' } }];
  const attachments = [{ fallback: 'unseen', title: 'host7', fields: [{ title: 'Size', value: '1 TB' }] }];
  const { ts } = world.slack.happenings.post({
    ts: world.slack.world.nextTs(),
    channel: world.general,
    user: world.anna.id,
    subtype: 'bot_message',
    body: { text: '', blocks, attachments },
  });
  world.mention('summarise this', { threadTs: ts });
  await world.drive(() => texts(ts).some((text) => text.includes('answer to')));
  expect(textOf(core.gateway.asked[0]?.messages[1])).toContain('Disk is full\n\nhost7\n\nSize: 1 TB');
});

test('it says so when it may not read what was said before', async () => {
  await start();
  const root = world.anna.post({ channel: world.general, text: 'The meeting is on Friday.' });
  world.slack.access.scopes.delete('channels:history');
  world.mention('when is it?', { threadTs: root });
  await world.drive(() => said(root)[0]?.text.includes(english.cannotReadEarlier));
  expect(core.gateway.asked).toHaveLength(1);
});

test('a question by slash command outlives kill -9 while it is being posted: it is shown once and answered once', async () => {
  const first = await start();
  world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 2_500 });
  expect((await world.anna.slash('/aitta', 'ask why?', world.general).outcome).state).toBe('acknowledged');
  await world.slack.waitFor(() => world.slack.callsOf('chat.postMessage').length === 1, 'the post');
  await first.platform.close();
  first.kill();
  await start('b');
  const root = (): string => world.slack.messages(world.general)[0]?.ts ?? '';
  await world.drive(() => world.answers(root()).some((text) => text.includes('answer to')), { what: 'the answer' });
  expect(world.slack.messages(world.general)).toHaveLength(1);
  expect(core.gateway.asked).toHaveLength(1);
});

test('a slash question where the bot is no member asks no model, and its asker alone is told what to do, once', async () => {
  await start();
  const elsewhere = world.slack.addChannel({ name: 'elsewhere', members: [world.anna.id], withoutBot: true }).id;
  world.anna.slash('/aitta', 'ask why?', elsewhere);
  await world.drive(() => world.anna.ephemerals.length === 1, { what: 'the sentence' });
  await core.clock.advance(30_000, 1_000);
  expect(world.anna.ephemerals.map(({ text }) => text)).toEqual([english.slack.inviteMe]);
  expect(core.gateway.asked).toEqual([]);
});

test('a bare mention gets a short help', async () => {
  await start();
  const ts = world.mention('');
  await world.drive(() => said(ts)[0]?.text.includes('Hello'));
  expect(core.gateway.asked).toEqual([]);
});

test('a burst of questions is answered once each, through a refresh of the connections', async () => {
  await start();
  const asked: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    asked.push(world.mention(`question ${index}`));
    if (index === 20) world.slack.sockets.disconnect('refresh_requested');
  }
  await world.drive(() => asked.every((ts) => texts(ts)[0]?.includes('answer to')), { what: 'all answers' });
  await world.settled();
  expect(core.gateway.asked).toHaveLength(40);
  expect(asked.map((ts) => said(ts).length)).toEqual(asked.map(() => 1));
});

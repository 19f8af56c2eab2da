import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { finnish } from '../../src/core/sentences/finnish.ts';
import { PrivacyStage } from './privacy-stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // on a busy machine

const ASK_SHORTCUT = 'ask_about_this';
const SURE = new Set([english, finnish].map(({ forgetSure }) => forgetSure.me));
const DELETED = /deleted|poistettu/i;

let stage: PrivacyStage;
beforeAll(async () => {
  stage = await PrivacyStage.open(['fails', 'breaks']);
  stage.aitta.addFault({ kind: 'unprocessable', model: 'acme/fails', route: 'chat' });
  stage.aitta.addFault({ kind: 'cut', model: 'acme/breaks', afterTokens: 14 });
  await stage.start();
});
afterAll(() => stage.close());

type InSlack = ReturnType<PrivacyStage['inSlack']>;
type OnDiscord = ReturnType<PrivacyStage['inDiscord']>;
const ON = 'and so on and on and on and on and on and on and on';

/** What people do that leaves words behind, in whatever state. Each resolves once it has come that far. */
const slackActs: Readonly<Record<string, (one: InSlack, words: string) => Promise<unknown>>> = {
  'parks a question and edits it': async ({ mention, offered, person, said, channel }, words) => {
    const ts = mention('!ask --model cold before the edit');
    person.press(await offered(ts, english.park), english.park);
    await said(ts, english.parked);
    person.edit({ channel, ts }, `<@${stage.slack.botUserId}> !ask --model cold ${words}`);
  },
  'asks again what has failed': async ({ mention, offered, person }, words) => {
    const ts = mention(`!ask --model fails ${words}`);
    person.press(await offered(ts, english.tryAgain), english.tryAgain);
  },
  'gets half an answer': async ({ mention, said }, words) =>
    said(mention(`!ask --model breaks repeat: ${words} ${ON}`), words),
  'sends a file': async ({ person, channel, said }, words) => {
    const file = { name: `${words}.txt`, content: `in the file: ${words}` };
    await said(
      person.post({ channel, text: `<@${stage.slack.botUserId}> what is in it?`, files: [file] }),
      'acme/talks',
    );
  },
  'asks by slash command': async ({ person, channel }, words) => {
    person.slash('/aitta', `ask ${words}`, channel);
    await stage.slack.waitFor(
      () => stage.slack.everythingSaid().find(({ byBot, text }) => byBot && text.includes(words)),
      words,
    );
  },
  'asks about somebody else’s message': async ({ person, channel, said }, words) => {
    const ts = stage.slack.addUser({ name: 'other' });
    ts.invite(channel, ts.id);
    const message = ts.post({ channel, text: words });
    person.shortcut(ASK_SHORTCUT, { channel, ts: message });
    await said(message, 'acme/talks').catch(() => undefined); // a form may come first
  },
  'sets a system text for themselves, a language, and how to wait': async ({ person, channel, told }, words) => {
    person.slash('/aitta', `system ${words}`, channel);
    await told(english.systemSet.person);
    person.slash('/aitta', 'language suomi', channel);
    await told('suom');
  },
  'writes a command that there is not': async ({ mention, told }, words) => {
    mention(`!frobnicate ${words}`);
    await told('frobnicate');
    mention('so that there is something');
  },
  'stops an answer': async ({ mention, offered, person, said }, words) => {
    const ts = mention(`!ask --model halts repeat: ${words} ${ON}`);
    await said(ts, words);
    person.press(await offered(ts, english.stop), english.stop);
    await said(ts, english.stopped);
  },
  'waits in line': async ({ mention, said }, words) => {
    const ts = mention(`!ask --model halts repeat: first ${ON}`);
    await said(ts, 'first');
    mention(words, ts);
    await said(ts, english.behind(1));
  },
  'starts afresh': async ({ mention, said }, words) => {
    const ts = mention(words);
    await said(ts, 'acme/talks');
    mention('!reset', ts);
  },
};

const discordActs: Readonly<Record<string, (one: OnDiscord, words: string) => Promise<unknown>>> = {
  'parks a question and edits it': async ({ mention, offeredIn, person, saidIn }, words) => {
    const question = mention('!ask --model cold before the edit');
    person.press(await offeredIn(question, english.park), english.park);
    await saidIn(question, english.parked);
    person.edit(question, `${stage.discord.mention} !ask --model cold ${words}`);
  },
  'asks again what has failed': async ({ mention, offeredIn, person }, words) => {
    const question = mention(`!ask --model fails ${words}`);
    person.press(await offeredIn(question, english.tryAgain), english.tryAgain);
  },
  'sends a file': async ({ person, channel, saidIn }, words) => {
    const file = { name: `${words}.txt`, type: 'text/plain', data: `in the file: ${words}` };
    const content = `${stage.discord.mention} what is in it?`;
    await saidIn(person.post({ channel, content, attachments: [file] }), 'acme/talks');
  },
  'asks by slash command': async ({ channel, said, slash }, words) => {
    await slash('aitta ask', { question: words });
    await said(channel, words);
  },
  'asks directly': async ({ person, direct, said }, words) => {
    person.post({ channel: direct, content: words });
    await said(direct, 'acme/talks');
  },
  'stops an answer': async ({ mention, offeredIn, person, saidIn }, words) => {
    const question = mention(`!ask --model halts repeat: ${words} ${ON}`);
    await saidIn(question, words);
    person.press(await offeredIn(question, english.stop), english.stop);
    await saidIn(question, english.stopped);
  },
  'replies to somebody else': async ({ person, channel, saidIn }, words) => {
    const first = stage.inDiscord().person.post({ channel, content: 'something' });
    await saidIn(person.post({ channel, content: `${stage.discord.mention} ${words}`, replyTo: first }), 'acme/talks');
  },
};

describe.concurrent('of whoever says `!forget me` nothing is left, whatever they did: somebody who', () => {
  test.each(Object.keys(slackActs))('%s, in Slack', async (act) => {
    const one = stage.inSlack();
    const words = `SLACK-${one.name}-WORDS`;
    await slackActs[act]?.(one, words);
    one.person.slash('/aitta', 'forget me', one.channel);
    const sure = await stage.slack.waitFor(
      () => one.person.ephemerals.find(({ text }) => SURE.has(text)),
      'the question',
    );
    one.person.press(sure, sure.controls[0]?.label ?? '');
    await stage.slack.waitFor(() => one.person.ephemerals.find(({ text }) => DELETED.test(text)), 'the receipt');
    expect(await stage.leave([words])).toEqual([]);
    await vi.waitFor(() => expect(stage.recordsOf(one.person.id)).toEqual([]), { timeout: 30_000 });
  });

  test.each(Object.keys(discordActs))('%s, on Discord', async (act) => {
    const one = stage.inDiscord();
    const words = `DISCORD-${one.name}-WORDS`;
    await discordActs[act]?.(one, words);
    await one.slash('aitta forget', { what: 'me' });
    await one.press(await one.said(one.channel, english.forgetSure.me), english.forgetLabel.me);
    await stage.discord.waitFor(
      () => stage.discord.messages(one.channel, one.person).find(({ byBot, text }) => byBot && DELETED.test(text)),
      'the receipt',
    );
    expect(await stage.leave([words])).toEqual([]);
    await vi.waitFor(() => expect(stage.recordsOf(one.person.id)).toEqual([]), { timeout: 30_000 });
  });
});

test('so it is of a question of which the bot asks whether it is still wanted', async () => {
  const { person, mention, said, told, channel } = stage.inSlack();
  const ts = mention('!ask --model cold OLD-WORDS');
  await said(ts, 'acme/cold');
  await stage.bot?.kill();
  const store = new DatabaseSync(stage.store);
  store.exec(
    "UPDATE turns SET arrival = json_set(arrival, '$.at', json_extract(arrival, '$.at') - 7200000) WHERE arrival IS NOT NULL",
  );
  store.close();
  await stage.start();
  await said(ts, english.stillWanted('2 h').slice(0, 'You asked this 2 h'.length));
  expect(stage.held(['OLD-WORDS'])).toEqual(['OLD-WORDS']);
  person.slash('/aitta', 'forget me', channel);
  person.press(await told(english.forgetSure.me), english.forgetLabel.me);
  await told('Stopped and deleted 1 open question');
  expect(await stage.leave(['OLD-WORDS'])).toEqual([]);
  await vi.waitFor(() => expect(stage.recordsOf(person.id)).toEqual([]), { timeout: 30_000 });
});

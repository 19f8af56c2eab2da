import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { PrivacyStage } from './privacy-stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // on a busy machine

let stage: PrivacyStage;
beforeAll(async () => {
  stage = await PrivacyStage.open();
  await stage.start();
});
afterAll(() => stage.close());

const { forgetLabel, questionDeleted, stillRead } = english;
const DELETED = 'Deleted';

/** Somebody who asked in a channel and directly, set things, and waits for an answer. */
const leaveWordsInSlack = async (tag: string) => {
  const one = stage.inSlack();
  const { person, channel, mention, said, saidDirectly, told } = one;
  const root = mention(`${tag}-ASKED`);
  await said(root, 'acme/talks');
  await saidDirectly(person.post({ channel: person.directMessage, text: `${tag}-DIRECTLY` }), 'acme/talks');
  person.slash('/aitta', `system ${tag}-SYSTEM`, channel);
  await told(english.systemSet.person);
  mention(`!system ${tag}-SHARED`, root);
  await told(english.systemSet.conversation);
  const open = mention(`!ask --model halts repeat: ${tag}-OPEN and so on and on and on and on and on`);
  await said(open, `${tag}-OPEN and`);
  const words = ['ASKED', 'DIRECTLY', 'SYSTEM', 'SHARED', 'OPEN'].map((word) => `${tag}-${word}`);
  expect(words.filter((each) => stage.holders(each).length === 0)).toEqual([]);
  return { ...one, root, open, words };
};

const leaveWordsOnDiscord = async (tag: string) => {
  const one = stage.inDiscord();
  const { person, channel, direct, mention, said, saidIn } = one;
  const root = mention(`${tag}-ASKED`);
  await saidIn(root, 'acme/talks');
  person.post({ channel: direct, content: `${tag}-DIRECTLY` });
  await said(direct, 'acme/talks');
  person.slash('aitta system', { text: `${tag}-SYSTEM` }, channel);
  await said(channel, english.systemSet.person);
  person.post({ channel: direct, content: `!system ${tag}-SHARED` });
  await said(direct, english.systemSet.conversation);
  const open = mention(`!ask --model halts repeat: ${tag}-OPEN and so on and on and on and on and on`);
  await saidIn(open, `${tag}-OPEN and`);
  const words = ['ASKED', 'DIRECTLY', 'SYSTEM', 'SHARED', 'OPEN'].map((word) => `${tag}-${word}`);
  expect(words.filter((each) => stage.holders(each).length === 0)).toEqual([]);
  return { ...one, root, open, words };
};

/** Which of the words can be read now: nothing is waited for. */
const held = (words: readonly string[]): string[] => words.filter((each) => stage.holders(each).length > 0);

/** All that is kept of a person, by table and key. */
const recordsOf = (personId: string): string[] => {
  const store = new DatabaseSync(stage.store, { readOnly: true });
  const rows = [
    ...store.prepare('SELECT namespace AS place, key, value FROM records').all(),
    ...store.prepare("SELECT 'turns' AS place, id AS key, person || coalesce(arrival, '') AS value FROM turns").all(),
  ];
  store.close();
  return rows
    .filter(({ key, value }) => `${String(key)} ${String(value)}`.includes(personId))
    .map(({ place, key }) => `${String(place)}: ${String(key)}`);
};

describe.concurrent(
  '`!forget me` deletes everything about oneself on that platform, wherever it was said: questions and their answers, settings, figures, and what is being answered now, which is stopped first.',
  () => {
    test('typed in Slack', async () => {
      const { person, words, mention, open, said, told } = await leaveWordsInSlack('SLACK-TYPED');
      mention('!forget me --yes');
      const { text } = await told(DELETED);
      expect(text).toMatch(
        /2 questions and their answers \(1 here, 1 elsewhere\), 2 settings, and 1 day of usage figures/,
      );
      expect(text).toContain('Stopped 1 open question.');
      await said(open, questionDeleted);
      expect(held(words)).toEqual([]);
      await stage.settled();
      expect(recordsOf(person.id)).toEqual([]);
    });

    test('by slash command and button in Slack', async () => {
      const { person, channel, words, told } = await leaveWordsInSlack('SLACK-SLASH');
      person.slash('/aitta', 'forget me', channel);
      person.press(await told(english.forgetSure.me), forgetLabel.me);
      await told(DELETED);
      expect(held(words)).toEqual([]);
      await stage.settled();
      expect(recordsOf(person.id)).toEqual([]);
    });

    test('typed on Discord', async () => {
      const { person, direct, words, said } = await leaveWordsOnDiscord('DISCORD-TYPED');
      person.post({ channel: direct, content: '!forget me --yes' });
      const { text } = await said(direct, DELETED);
      expect(text).toMatch(
        /2 questions and their answers \(1 here, 1 elsewhere\), 2 settings, and 1 day of usage figures/,
      );
      expect(held(words)).toEqual([]);
      await stage.settled();
      expect(recordsOf(person.id)).toEqual([]);
    });
  },
);

test('While somebody reads the file, such as a backup, the bot says so, and the journal is emptied when they have done, also by the next start.', async () => {
  const { words, mention, told } = await leaveWordsInSlack('READ');
  const endReading = stage.readStore();
  mention('!forget me --yes');
  await told(stillRead);
  expect(held(words)).toEqual(words);
  await stage.settled();
  await stage.bot?.kill();
  endReading();
  await stage.start();
  expect(await stage.leave(words)).toEqual([]);
});

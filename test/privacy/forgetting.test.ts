import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { leaveWordsInSlack, leaveWordsOnDiscord } from './left-words.ts';
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

describe.concurrent(
  '`!forget me` deletes everything about oneself on that platform, wherever it was said: questions and their answers, settings, figures, and what is being answered now, which is stopped first.',
  () => {
    test('typed in Slack', async () => {
      const { person, words, mention, open, said, told } = await leaveWordsInSlack(stage, 'SLACK-TYPED');
      mention('!forget me --yes');
      const { text } = await told(DELETED);
      expect(text).toMatch(
        /2 questions and their answers \(1 here, 1 elsewhere\), 2 settings, and 1 day of usage figures/,
      );
      expect(text).toContain('Stopped and deleted 1 open question.');
      await said(open, questionDeleted);
      expect(stage.held(words)).toEqual([]);
      await stage.settled();
      expect(stage.recordsOf(person.id)).toEqual([]);
    });

    test('by slash command and button in Slack', async () => {
      const { person, channel, words, told } = await leaveWordsInSlack(stage, 'SLACK-SLASH');
      person.slash('/aitta', 'forget me', channel);
      person.press(await told(english.forgetSure.me), forgetLabel.me);
      await told(DELETED);
      expect(stage.held(words)).toEqual([]);
      await stage.settled();
      expect(stage.recordsOf(person.id)).toEqual([]);
    });

    test('typed on Discord', async () => {
      const { person, direct, words, said, root } = await leaveWordsOnDiscord(stage, 'DISCORD-TYPED');
      person.post({ channel: direct, content: '!forget me --yes' });
      const { text } = await said(direct, DELETED);
      expect(text).toMatch(
        /2 questions and their answers \(1 here, 1 elsewhere\), 2 settings, and 1 day of usage figures/,
      );
      expect(stage.held(words)).toEqual([]);
      await stage.settled();
      expect(stage.recordsOf(person.id)).toEqual([]);
      // What stands in the chat itself stays there.
      expect(stage.discord.threadOn(root)?.name).toContain('DISCORD-TYPED-ASKED');
      await said({ id: root.id }, 'acme/talks');
    });

    test('by slash command and button on Discord', async () => {
      const { person, channel, words, said, slash, press } = await leaveWordsOnDiscord(stage, 'DISCORD-SLASH');
      await slash('aitta forget', { what: 'me' });
      await press(await said(channel, english.forgetSure.me), forgetLabel.me);
      await said(channel, DELETED);
      expect(stage.held(words)).toEqual([]);
      await stage.settled();
      expect(stage.recordsOf(person.id)).toEqual([]);
    });
  },
);

test('While somebody reads the file, such as a backup, the bot says so, and the journal is emptied when they have done, also by the next start.', async () => {
  const { words, mention, told } = await leaveWordsInSlack(stage, 'READ');
  const endReading = stage.readStore();
  mention('!forget me --yes');
  await told(stillRead);
  expect(stage.held(words)).toEqual(words);
  await stage.settled();
  await stage.bot?.kill();
  endReading();
  await stage.start();
  expect(await stage.leave(words)).toEqual([]);
});

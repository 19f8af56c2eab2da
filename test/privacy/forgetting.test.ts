import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { PrivacyStage } from './privacy-stage.ts';

let stage: PrivacyStage;
beforeAll(async () => {
  stage = await PrivacyStage.open();
  await stage.start();
  await stage.discord.waitFor(() => stage.discord.commands.list().length > 0, 'the commands');
});
afterAll(() => stage.close());

/** Everything of one's own that leaves words, in two places of Slack. */
const leaveWordsInSlack = async (tag: string) => {
  const { person, channel, mention, said, saidDirectly, told } = stage.inSlack();
  const root = mention(`${tag}-ASKED`);
  await said(root, 'acme/talks');
  await Promise.all([
    saidDirectly(person.post({ channel: person.directMessage, text: `${tag}-DIRECTLY` }), 'acme/talks'),
    (person.slash('/aitta', `system ${tag}-SYSTEM`, channel), told('system text')),
  ]);
  return {
    person,
    channel,
    root,
    mention,
    said,
    told,
    words: ['ASKED', 'DIRECTLY', 'SYSTEM'].map((word) => `${tag}-${word}`),
  };
};

describe('`!forget me` deletes everything about oneself on that platform, wherever it was said.', () => {
  test('typed, in Slack', async () => {
    const { words, mention, told } = await leaveWordsInSlack('SLACK-TYPED');
    for (const each of words) expect(stage.holders(each)).not.toEqual([]);
    mention('!forget me --yes');
    await told('Deleted');
    expect(words.flatMap((each) => stage.holders(each))).toEqual([]);
  });
});

test('While somebody reads the file, such as a backup, the bot says so, and the journal is emptied when they have done, also by the next start.', async () => {
  const { words, mention, told } = await leaveWordsInSlack('READ');
  const endReading = stage.readStore();
  mention('!forget me --yes');
  await told(english.stillRead);
  expect(words.flatMap((each) => stage.holders(each))).not.toEqual([]);
  await stage.settled();
  await stage.bot?.kill();
  endReading();
  await stage.start();
  expect(await stage.leave(words)).toEqual([]);
});

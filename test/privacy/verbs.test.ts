import { utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
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

interface Exported {
  names: string[];
  conversations: { turns: { questions: string[]; answer: string }[] }[];
  openQuestions: { question: string; writtenSoFar: string[] }[];
}

describe('`aitta-bot export PLATFORM PERSON` gives all of it as one file, `aitta-bot forget PLATFORM PERSON` deletes it, also while the bot runs.', () => {
  test('in Slack', async () => {
    const { person, words, open, said, name } = await leaveWordsInSlack(stage, 'SLACK-LEFT');
    const other = stage.inSlack();
    await other.said(other.mention('SLACK-STAYS'), 'acme/talks');
    const exported = await stage.verb('export', 'slack', person.id);
    expect([exported.code, exported.err]).toEqual([0, '']);
    const file = JSON.parse(exported.out) as Exported;
    expect(file.names).toEqual([name]);
    expect(words.filter((each) => !exported.out.includes(each))).toEqual([]);
    expect(exported.out).not.toContain('SLACK-STAYS');
    const { code, out, err } = await stage.verb('forget', 'slack', `<@${person.id}>`, '--yes');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Deleted of ${person.id} on slack, in ${stage.store}:
  2 questions and their answers, in 2 conversations
  2 settings
  1 day of usage figures
`);
    expect(out).toContain('  1 open question, stopped in the chat\nLeft:\n');
    expect(stage.held([...words, 'SLACK-STAYS'])).toEqual(['SLACK-STAYS']);
    await said(open, english.questionDeleted);
    await stage.settled();
    expect(stage.recordsOf(person.id)).toEqual([]);
    const again = await stage.verb('forget', 'slack', person.id, '--yes');
    expect([again.code, again.err]).toEqual([1, `aitta-bot forget: Nothing is kept of ${person.id} on slack.\n`]);
  });

  test('on Discord', async () => {
    const { person, words } = await leaveWordsOnDiscord(stage, 'DISCORD-LEFT');
    const exported = await stage.verb('export', 'discord', person.id);
    expect(words.filter((each) => !exported.out.includes(each))).toEqual([]);
    expect(exported.out).not.toMatch(/"token"/);
    const { code, err } = await stage.verb('forget', 'discord', person.id, '--yes');
    expect([code, err]).toEqual([0, '']);
    expect(stage.held(words)).toEqual([]);
    await stage.settled();
    expect(stage.recordsOf(person.id)).toEqual([]);
  });
});

test('while no bot runs, what is open is let go, and the next start says in the chat that it was deleted', async () => {
  const { person, words, open, channel, said } = await leaveWordsInSlack(stage, 'SLACK-STOPPED');
  const file = { name: 'left.txt', content: 'SLACK-STOPPED-FILE' };
  const text = `<@${stage.slack.botUserId}> !ask --model halts repeat: ${'and so on '.repeat(9)}`;
  person.post({ channel, text, files: [file] });
  expect(await stage.arrives('SLACK-STOPPED-FILE')).toBe(true);
  await stage.bot?.kill();
  const receipt = await vi.waitFor(
    async () => {
      const { code, out } = await stage.verb('forget', 'slack', person.id, '--yes');
      expect(code).toBe(0);
      return out;
    },
    { timeout: 60_000 },
  );
  expect(receipt).toMatch(/Left:[^]*what the chat shows of \d+ open questions? [^]* until the bot starts/);
  expect(stage.held([...words, 'SLACK-STOPPED-FILE'])).toEqual([]);
  expect(stage.recordsOf(person.id)).toEqual([]);
  await stage.start();
  await stage.settled();
  await said(open, english.questionDeleted);
  const standing = stage.slack.messages(channel).filter(({ byBot, controls }) => byBot && controls.length > 0);
  expect([stage.slack.messages(channel, open).filter(({ byBot }) => byBot).length, standing]).toEqual([1, []]);
});

test('so it is on Discord', async () => {
  const { person, words, open, saidIn } = await leaveWordsOnDiscord(stage, 'DISCORD-STOPPED');
  await stage.bot?.kill();
  await vi.waitFor(async () => expect((await stage.verb('forget', 'discord', person.id, '--yes')).code).toBe(0), {
    timeout: 60_000,
  });
  expect(stage.held(words)).toEqual([]);
  expect(stage.recordsOf(person.id)).toEqual([]);
  await stage.start();
  const { buttons } = await saidIn(open, english.questionDeleted);
  await stage.settled();
  expect(buttons).toEqual([]);
});

test('copies of the store that came about by themselves are named, and go once their time is over', async () => {
  const { person, mention, said } = stage.inSlack();
  await said(mention('COPIED-WORDS'), 'acme/talks');
  const day = 24 * 60 * 60;
  const copy = async (name: string, days: number): Promise<string> => {
    const path = join(stage.folder, name);
    await stage.verb('backup', path);
    utimesSync(path, Date.now() / 1_000 - days * day, Date.now() / 1_000 - days * day);
    return path;
  };
  const old = [await copy('bot.schema-1.sqlite', 8), await copy('bot.damaged.sqlite', 31)];
  const { out } = await stage.verb('forget', 'slack', person.id, '--yes');
  expect(old.filter((path) => !out.includes(`  ${path}, which holds the store as it was`))).toEqual([]);
  expect(stage.holders('COPIED-WORDS')).toEqual(old.map((path) => basename(path)).toSorted());
  await stage.bot?.kill();
  await stage.start();
  expect(await stage.leave(['COPIED-WORDS'])).toEqual([]);
});

test('whoever is known by name only is found by it, on their own platform', async () => {
  const { person, mention, said, name } = stage.inSlack();
  await said(mention('ASKED-UNDER-A-NAME'), 'acme/talks');
  await stage.remembered(person.id);
  const wanted = name.toUpperCase();
  const { code, err } = await stage.verb('forget', 'slack', wanted, '--yes');
  expect([code, err]).toEqual([
    1,
    `aitta-bot forget: Nothing is kept of ${wanted} on slack. People who asked under that name: ${person.id}.\n`,
  ]);
  expect((await stage.verb('export', 'discord', wanted)).err).toBe(
    `aitta-bot export: Nothing is kept of ${wanted} on discord.\n`,
  );
  expect(stage.held(['ASKED-UNDER-A-NAME'])).toEqual(['ASKED-UNDER-A-NAME']);
});

describe('what is asked wrongly is said in one line', () => {
  test.each([
    [['forget'], 2, 'aitta-bot forget: Name a platform and a person.\nSee aitta-bot forget --help.\n'],
    [['export', 'slack'], 2, 'aitta-bot export: Name a platform and a person.\nSee aitta-bot export --help.\n'],
    [['forget', 'slack', 'U1', 'U2'], 2, 'aitta-bot forget: Name a platform and a person.'],
    [['forget', 'teams', 'U1'], 2, 'There is no platform teams. There are slack, discord, web and console.'],
    [['forget', 'slack', ' '], 2, 'The id of the person is empty.'],
    [['forget', 'slack', 'U1', '--now'], 2, "Unknown option '--now'."],
    [['export', 'slack', 'U0NOBODY'], 1, 'aitta-bot export: Nothing is kept of U0NOBODY on slack.\n'],
    [['forget', 'slack', 'U0NOBODY', '--yes'], 1, 'aitta-bot forget: Nothing is kept of U0NOBODY on slack.\n'],
  ])('%j', async (args, exit, said) => {
    const { code, out, err } = await stage.verb(...args);
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(said);
  });

  test('whoever cannot be asked has to say --yes, and nothing is deleted', async () => {
    const { person, mention, said } = stage.inSlack();
    await said(mention('NOT-DELETED'), 'acme/talks');
    const { code, err } = await stage.verb('forget', 'slack', person.id);
    expect([code, err]).toEqual([
      2,
      'aitta-bot forget: Nobody can be asked whether this is meant: say --yes.\nSee aitta-bot forget --help.\n',
    ]);
    expect(stage.held(['NOT-DELETED'])).toEqual(['NOT-DELETED']);
  });
});

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

test('An answer that is there already stays as it is, also where it repeats the old words.', async () => {
  const { person, channel, mention, said } = stage.inSlack();
  const asked = mention('repeat: WORDS-OF-BEFORE');
  await said(asked, 'acme/talks');
  await stage.remembered(person.id);
  person.edit({ channel, ts: asked }, `<@${stage.slack.botUserId}> NEW-WORDS`);
  expect(await stage.arrives('NEW-WORDS')).toBe(true);
  const asExported = async (): Promise<unknown> => {
    const { out } = await stage.verb('export', 'slack', person.id);
    return (JSON.parse(out) as { conversations: { turns: unknown[] }[] }).conversations[0]?.turns[0];
  };
  const followed = { questions: ['NEW-WORDS'], answer: 'WORDS-OF-BEFORE' };
  await vi.waitFor(async () => expect(await asExported()).toMatchObject(followed), { timeout: 30_000 });
});

const ON = ' and so on and on and on and on and on and on';

/** A person's questions in every state that a question can be in, by what became of them. */
const askInSlack = async (tag: string) => {
  const one = stage.inSlack();
  const { mention, said, offered, person, channel } = one;
  const answered = mention(`count to 3, ${tag}-ANSWERED`);
  await said(answered, 'acme/talks');
  const parked = mention(`!ask --model cold ${tag}-PARKED`);
  person.press(await offered(parked, english.park), english.park);
  await said(parked, english.parked);
  const writing = mention(`!ask --model halts repeat: ${tag}-WRITING${ON}`);
  await said(writing, `${tag}-WRITING and`);
  const inLine = mention(`${tag}-INLINE`, writing);
  await said(writing, english.behind(1));
  return { ...one, at: (ts: string) => ({ channel, ts }), questions: { answered, parked, writing, inLine } };
};

const askOnDiscord = async (tag: string) => {
  const one = stage.inDiscord();
  const { mention, said, saidIn, offeredIn, person } = one;
  const answered = mention(`count to 3, ${tag}-ANSWERED`);
  await saidIn(answered, 'acme/talks');
  const parked = mention(`!ask --model cold ${tag}-PARKED`);
  person.press(await offeredIn(parked, english.park), english.park);
  await saidIn(parked, english.parked);
  const writing = mention(`!ask --model halts repeat: ${tag}-WRITING${ON}`);
  await saidIn(writing, `${tag}-WRITING and`);
  const thread = await stage.discord.waitFor(() => stage.discord.threadOn(writing));
  const inLine = person.post({ channel: thread, content: `${tag}-INLINE` });
  await said(thread, english.behind(1));
  return { ...one, questions: { answered, parked, writing, inLine } };
};

const wordsOf = (tag: string): string[] =>
  ['ANSWERED', 'PARKED', 'WRITING', 'INLINE'].map((state) => `${tag}-${state}`);
/** Makes sure that all of it can be read, so that its end says something. */
const written = (tag: string): string[] => {
  const words = wordsOf(tag);
  expect(words.filter((each) => stage.holders(each).length === 0)).toEqual([]);
  return words;
};

describe.concurrent('One that is deleted is not answered, and leaves the conversation.', () => {
  test('in Slack, answered, parked, being written, in line', async () => {
    const { person, at, questions } = await askInSlack('SLACK-DELETED');
    const words = written('SLACK-DELETED');
    for (const ts of Object.values(questions)) person.delete(at(ts));
    expect(await stage.leave(words)).toEqual([]);
  });

  test('on Discord, answered, parked, being written, in line', async () => {
    const { person, questions } = await askOnDiscord('DISCORD-DELETED');
    const words = written('DISCORD-DELETED');
    for (const question of Object.values(questions)) person.delete(question);
    expect(await stage.leave(words)).toEqual([]);
  });
});

describe.concurrent(
  'A question that is edited in the chat is changed in the conversation too, and asked anew if it is still being answered.',
  () => {
    test('in Slack, answered, parked, being written, in line', async () => {
      const { person, at, questions } = await askInSlack('SLACK-EDITED');
      const words = written('SLACK-EDITED');
      for (const [state, ts] of Object.entries(questions))
        person.edit(at(ts), `<@${stage.slack.botUserId}> SLACK-CHANGED-${state.toUpperCase()}`);
      expect(await stage.leave(words)).toEqual([]);
      expect(await stage.arrives('SLACK-CHANGED-ANSWERED')).toBe(true);
    });

    test('on Discord, answered, parked, being written, in line', async () => {
      const { person, questions } = await askOnDiscord('DISCORD-EDITED');
      const words = written('DISCORD-EDITED');
      for (const [state, question] of Object.entries(questions))
        person.edit(question, `${stage.discord.mention} DISCORD-CHANGED-${state.toUpperCase()}`);
      expect(await stage.leave(words)).toEqual([]);
      expect(await stage.arrives('DISCORD-CHANGED-ANSWERED')).toBe(true);
    });
  },
);

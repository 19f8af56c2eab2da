import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import type { Channel } from '../../fakes/discord/world.ts';
import { DiscordWorld } from './discord-world.ts';

let core: SmallBot;
let world: DiscordWorld;
let turns: Awaited<ReturnType<SmallBot['processWith']>>['turns'];
beforeEach(async () => {
  core = new SmallBot();
  world = await DiscordWorld.open({ messageContent: true, clock: core.clock });
  onTestFinished(async () => {
    await core.close();
    await world.close();
  });
  ({ turns } = await core.processWith(world.newBot().platform));
});

/** Where a question is asked, and the conversation that it is or becomes. */
interface Asked {
  channel: Channel;
  conversation: string;
  /** Where it is answered, once that is there. */
  answeredIn: () => Channel | undefined;
}
const ways: Readonly<Record<string, (text: string) => Promise<Asked>>> = {
  'a mention': async (text) => {
    const { channel } = world;
    const question = world.mention(text);
    return { channel, conversation: question.id, answeredIn: () => world.fake.threadOn(question) };
  },
  'a direct message': async (text) => {
    const channel = world.fake.openDm(world.kim);
    world.kim.post({ channel, content: text });
    return { channel, conversation: channel.id, answeredIn: () => channel };
  },
  'a follow-up': async (text) => {
    const first = world.mention('first');
    await world.drive(() => world.said(first).some((said) => said.includes('answer to')));
    const thread = world.fake.threadOn(first);
    if (!thread) throw new Error('there is no thread');
    core.gateway.asked.length = 0;
    world.kim.post({ channel: thread, content: text });
    return { channel: thread, conversation: thread.id, answeredIn: () => thread };
  },
};

const TIMES = 1_000;
const refuse = (status: number, code: number): void =>
  ['POST', 'PATCH'].forEach((method) =>
    world.fake.faults.push({
      match: { method, path: /channels\/\d+\/(messages|threads)/ },
      times: TIMES,
      kind: 'status',
      status,
      body: { code, message: 'no' },
    }),
  );

/** What happens to the place where it is asked, or answered already. */
const ends: Readonly<Record<string, (asked: Asked) => void>> = {
  'is deleted': ({ channel, answeredIn }) => {
    const place = answeredIn() ?? channel;
    if (place.guildId === undefined) refuse(404, 10_003);
    else world.fake.moderator.deleteChannel(place);
  },
  'has lost the bot': ({ channel }) => {
    if (channel.guildId === undefined) refuse(403, 50_007);
    else world.fake.moderator.kickBot(world.guild);
  },
  'is closed to the bot': ({ channel }) => {
    if (channel.guildId === undefined) return refuse(403, 50_278);
    const forbidden = ['ViewChannel', 'SendMessages', 'SendMessagesInThreads', 'CreatePublicThreads'] as const;
    world.fake.moderator.forbid(world.channel, ...forbidden);
  },
  'takes nothing any more': () => refuse(403, 50_013),
};
/** Until the turn was accepted and is closed. */
const driveToEnd = async ({ conversation }: Asked): Promise<void> => {
  let isOver = false;
  const look = async (): Promise<void> => {
    isOver = (await turns.seen(conversation)) && (await turns.open(conversation)).length === 0;
  };
  await world.drive(() => {
    void look();
    return isOver;
  });
};

describe.each(Object.entries(ways))('%s', (way, ask) => {
  test.each(Object.entries(ends))('in a place that %s asks no model', async (_end, end) => {
    const asked = await ask('why?');
    end(asked);
    await driveToEnd(asked);
    expect(core.gateway.asked).toEqual([]);
  });

  test.each(Object.entries(ends))('in a place that %s in mid-answer costs nothing more', async (_end, end) => {
    const { script } = hanging({ type: 'phase', name: 'running' }, { type: 'text', text: 'A fragment of ' });
    if (way === 'a follow-up') core.gateway.script(core.gateway.usual);
    core.gateway.script(script);
    const asked = await ask('why?');
    const shown = (): boolean =>
      world.said(asked.answeredIn() ?? asked.channel).some((text) => text.includes('A fragment'));
    await world.drive(shown, { what: 'a fragment' });
    end(asked);
    await world.drive(() => core.gateway.aborted === 1, { stepMs: 5_000, what: 'the end of the generation' });
    await driveToEnd(asked);
    expect(core.gateway.asked).toHaveLength(1);
  });
});

test('who may not write any more in mid-answer still fills the message that stands, and says where an answer is cut off', async () => {
  const { script, finish } = hanging({ type: 'text', text: 'A fragment of ' });
  core.gateway.script(script);
  const question = world.mention('why?');
  await world.drive(() => world.said(question).some((text) => text.includes('A fragment')));
  world.fake.moderator.forbid(world.channel, 'SendMessages', 'SendMessagesInThreads', 'CreatePublicThreads');
  finish('an answer. '.repeat(400));
  const direct = world.fake.openDm(world.kim);
  await world.drive(() => world.said(direct).length > 0, { what: 'a word to the asker' });
  expect(world.said(direct)).toEqual([expect.stringContaining('I may not write in')]);
  expect(world.said(question)).toEqual([expect.stringContaining(english.discord.restNotTaken)]);
});

test('who has closed their direct messages costs nothing, and nobody else is told', async () => {
  world.kim.acceptsDms = false;
  const direct = world.fake.openDm(world.kim);
  world.kim.post({ channel: direct, content: 'why?' });
  await driveToEnd({ channel: direct, conversation: direct.id, answeredIn: () => direct });
  expect([core.gateway.asked, world.said(direct), world.said(world.channel)]).toEqual([[], [], []]);
});

import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { SmallBot } from '../../doubles/small-bot.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SlackWorld } from './slack-world.ts';

let core: SmallBot;
let world: SlackWorld;
let turns: Awaited<ReturnType<SmallBot['processWith']>>['turns'];
beforeEach(async () => {
  core = new SmallBot();
  world = await SlackWorld.prepare({}, core.clock);
  onTestFinished(() => core.close());
  ({ turns } = await core.processWith(world.newPlatform()));
});

/** What is there of a question; the bot may answer it in a place that goes away. */
interface Asked {
  channel: string;
  threadTs: string;
}
/** Each way to ask in words. What comes before the question is answered. */
const ways: Readonly<Record<string, (text: string) => Promise<Asked>>> = {
  'a mention': async (text) => ({ channel: world.general, threadTs: world.mention(text) }),
  'a direct message': async (text) => {
    const channel = world.anna.directMessage;
    return { channel, threadTs: world.anna.post({ channel, text }) };
  },
  'a follow-up': async (text) => {
    const threadTs = world.mention('first');
    await world.drive(() => world.answers(threadTs).some((said) => said.includes('answer to')));
    core.gateway.asked.length = 0;
    world.anna.post({ channel: world.general, threadTs, text });
    return { channel: world.general, threadTs };
  },
};

/** What happens to the place, and to whatever is posted, edited or streamed there. */
const ends: Readonly<Record<string, (channel: string) => void>> = {
  'is archived': (channel) => void Object.assign(world.slack.world.channels.get(channel) ?? {}, { archived: true }),
  'has lost the bot': (channel) => void world.slack.world.channels.get(channel)?.members.delete(world.slack.botUserId),
  'is deleted': (channel) => void world.slack.world.channels.delete(channel),
  'takes nothing any more': () => {
    for (const method of [
      'chat.postMessage',
      'chat.update',
      'chat.startStream',
      'chat.appendStream',
      'chat.stopStream',
    ])
      world.slack.faults.push({ method, kind: 'error', error: 'restricted_action', times: 1_000 });
  },
};
const over = async (conversation: string): Promise<boolean> => (await turns.open(conversation)).length === 0;
const conversationOf = ({ channel, threadTs }: Asked): string =>
  [world.slack.world.teamId, channel, ...(channel.startsWith('D') ? [] : [threadTs])].join(':');
/** Until the turn was accepted and is closed. */
const driveToEnd = async (asked: Asked): Promise<void> => {
  await world.settled();
  let isOver = false;
  await world.drive(() => {
    void over(conversationOf(asked)).then((now) => (isOver = now));
    return isOver;
  });
};

describe.each(Object.entries(ways))('%s', (way, ask) => {
  test.each(Object.entries(ends))('in a place that %s asks no model', async (_end, end) => {
    world.slack.faults.push({ method: 'users.info', kind: 'slow', delayMs: 500 });
    const asked = await ask('why?');
    await world.settled();
    end(asked.channel);
    await driveToEnd(asked);
    expect([core.gateway.asked.length, await over(conversationOf(asked))]).toEqual([0, true]);
  });

  test.each(Object.entries(ends))('in a place that %s in mid-answer costs nothing more', async (_end, end) => {
    const { script } = hanging({ type: 'phase', name: 'running' }, { type: 'text', text: 'A fragment of ' });
    if (way === 'a follow-up') core.gateway.script(core.gateway.usual);
    core.gateway.script(script);
    const asked = await ask('why?');
    await world.drive(() => core.gateway.asked.length === 1);
    await world.drive(() => world.slack.everythingSaid().some(({ text }) => text.includes('A fragment')));
    end(asked.channel);
    await world.drive(() => core.gateway.aborted === 1, { what: 'the end of the generation' });
    await driveToEnd(asked);
    expect(core.gateway.asked).toHaveLength(1);
  });
});

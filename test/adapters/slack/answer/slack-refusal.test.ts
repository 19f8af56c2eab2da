import { describe, expect, onTestFinished, test } from 'vitest';
import { english } from '../../../../src/core/sentences/english.ts';
import type { Person } from '../../../fakes/slack/person.ts';
import { ASK_SHORTCUT } from '../../../../src/adapters/slack/draw/slack-choice.ts';
import { SmallBot } from '../../../doubles/small-bot.ts';
import { SlackWorld } from '../slack-world.ts';

const HOUR_MS = 60 * 60_000;
const MANY = 100_000;

const open = async () => {
  const core = new SmallBot();
  const world = await SlackWorld.prepare({}, core.clock);
  onTestFinished(() => core.close());
  await core.processWith(world.platform);
  const { slack, anna } = world;
  const said = (): { channel: string; text: string }[] =>
    slack.everythingSaid().flatMap(({ channel, text, deleted }) => (deleted ? [] : [{ channel, text }]));
  /** So long after the question nobody waits for anything any more. */
  const ask = async (): Promise<void> => {
    world.mention('why?');
    await world.drive(() => core.gateway.asked.length > 0 || isOver());
    for (let minute = 0; minute < 5; minute += 1) {
      await world.ticks();
      await core.clock.advance(HOUR_MS / 60);
    }
  };
  const isOver = (): boolean =>
    core.database.get('SELECT count(*) AS open FROM turns WHERE ended_at IS NULL')?.['open'] === 0 &&
    core.database.get('SELECT count(*) AS turns FROM turns')?.['turns'] !== 0;
  const tries = (method: string): number => slack.calls.filter((call) => call.method === method).length;
  return { core, world, said, ask, isOver, tries, direct: anna.directMessage };
};

describe('what Slack refuses for good', () => {
  test.each(['message_limit_exceeded', 'slack_connect_blocked_file_type', 'a_reason_of_next_year', 'msg_too_long'])(
    'wherever the bot posts it (%s) is told to the asker directly, once, and given up',
    async (error) => {
      const { world, said, ask, isOver, tries, direct } = await open();
      const isInChannel = ({ channel }: Record<string, unknown>): boolean => channel === world.general;
      world.slack.faults.push({ method: 'chat.postMessage', kind: 'error', error, times: MANY, when: isInChannel });
      await ask();
      expect(said()).toEqual([{ channel: direct, text: english.slack.cannotPostIn(`<#${world.general}>`) }]);
      expect([isOver(), tries('chat.postMessage') < 10]).toEqual([true, true]);
    },
  );

  test('of an answer alone is said in its place, and no sign of waiting is left beside it', async () => {
    const { world, said, ask, isOver } = await open();
    const isAnswer = ({ text }: Record<string, unknown>): boolean => String(text).includes('answer to');
    for (const method of ['chat.postMessage', 'chat.update'])
      world.slack.faults.push({ method, kind: 'error', error: 'a_new_rule', times: MANY, when: isAnswer });
    await ask();
    expect(said()).toEqual([{ channel: world.general, text: english.slack.notTaken }]);
    expect(isOver()).toBe(true);
  });

  test('by a channel in which only some may write is told directly, before a model is asked, and once for several questions', async () => {
    const { core, world, said, ask, direct } = await open();
    const fault = { method: 'chat.postMessage', kind: 'error', error: 'restricted_action' } as const;
    const isInChannel = ({ channel }: Record<string, unknown>): boolean => channel === world.general;
    world.slack.faults.push({ ...fault, times: MANY, when: isInChannel });
    await ask();
    await ask();
    expect(core.gateway.asked).toHaveLength(0);
    expect(said()).toEqual([{ channel: direct, text: english.slack.cannotPostIn(`<#${world.general}>`) }]);
  });

  test('where nobody can be told directly either is given up quietly', async () => {
    const { world, said, ask, isOver, tries } = await open();
    world.slack.faults.push({ method: 'chat.postMessage', kind: 'error', error: 'a_new_rule', times: MANY });
    await ask();
    expect([said(), isOver(), tries('chat.postMessage') < 10]).toEqual([[], true, true]);
  });
});

describe('where the bot is no member, whoever asks is told how to invite it', () => {
  const ways: Readonly<Record<string, (person: Person, channel: string, ts: string) => void>> = {
    'a command': (anna, channel) => void anna.slash('/aitta', 'why is that?', channel),
    'a command of one word': (anna, channel) => void anna.slash('/aitta', 'why?', channel),
    'the menu of a message': (anna, channel, ts) => void anna.shortcut(ASK_SHORTCUT, { channel, ts }),
  };
  test.each(Object.keys(ways))('by %s', async (way) => {
    const { core, world, isOver } = await open();
    const { slack, anna } = world;
    const channel = slack.addChannel({ name: 'elsewhere', members: [anna.id], withoutBot: true }).id;
    const ts = anna.post({ channel, text: 'what is quantum foam?' });
    ways[way]?.(anna, channel, ts);
    await world.drive(isOver);
    expect(slack.everythingSaid()).toMatchObject([{ channel, onlyFor: anna.id, text: english.slack.inviteMe }]);
    expect(core.gateway.asked).toEqual([]);
  });
});

test('a question of one word that is given by a command is asked as it was written, and stands there', async () => {
  const { core, world, said } = await open();
  world.anna.slash('/aitta', 'why?', world.general);
  await world.drive(() => said().some(({ text }) => text.includes('answer to')));
  expect(JSON.stringify(core.gateway.asked.at(-1)?.messages.at(-1)?.parts)).toContain('anna: why?');
  expect(said()[0]?.text).toMatch(/anna asks:\s+why\?/);
});

import { describe, expect, test } from 'vitest';
import type { FakeDiscord, FakeDiscordOptions } from '../../../fakes/discord/fake-discord.ts';
import { consult } from '../../../doctor/consultation.ts';
import { openAitta, openDiscord } from '../../../doctor/surroundings.ts';

const examine = async (
  spoil: (discord: FakeDiscord) => Record<string, string> | void,
  options?: FakeDiscordOptions,
): Promise<{ code: number; discord: string[] }> => {
  const [{ env }, { discord, env: discordEnv }] = [await openAitta(), await openDiscord(options)];
  const { code, of } = await consult({ ...env, ...discordEnv, ...spoil(discord) });
  return { code, discord: of('discord') };
};

test('a token that Discord does not take is one failure, with the page for a new one', async () => {
  const { code, discord } = await examine(() => ({ DISCORD_TOKEN: 'the-client-secret' }));
  expect([code, discord]).toEqual([
    2,
    [
      expect.stringMatching(
        /^failed: Discord refuses DISCORD_TOKEN \(HTTP 401\) \| .*Reset Token.*not the client secret/,
      ),
    ],
  ]);
});

describe('the message content intent', () => {
  test.each([
    ['true', true, /^ok: the message content intent is granted$/],
    ['true', false, /^failed: DISCORD_MESSAGE_CONTENT is true.*Privileged Gateway Intents/],
    ['false', true, /^ok: .*granted but not used/],
    ['false', false, /^ok: no privileged intent is used/],
  ])('wanted: %s, granted: %s', async (wanted, granted, line) => {
    const { discord } = await examine(() => ({ DISCORD_MESSAGE_CONTENT: wanted }), { messageContentGranted: granted });
    expect(discord).toContainEqual(expect.stringMatching(line));
  });
});

test('commands that are not registered are named', async () => {
  const { code, discord } = await examine(() => ({ COMMAND_NAME: 'poro' }));
  expect(code).toBe(1);
  expect(discord).toContainEqual('warning: not registered: poro | Start the bot: it registers them when it connects.');
});

describe('servers', () => {
  test('none is a warning with the invite link', async () => {
    const { discord } = await examine((fake) => {
      fake.faults.push({ match: { path: /guilds$/ }, kind: 'status', status: 200, body: [] });
    });
    expect(discord.at(-1)).toMatch(
      /^warning: the bot is in no server \| .*https:\/\/discord\.com\/oauth2\/authorize\?/,
    );
  });

  test('rights that are missing are named for each', async () => {
    const { code, discord } = await examine((fake) => {
      const guild = fake.addGuild('Physics');
      const everyone = guild.roles.get(guild.id);
      if (everyone) everyone.permissions &= ~((1n << 38n) | (1n << 15n));
    });
    expect(code).toBe(1);
    expect(discord).toContainEqual(
      expect.stringMatching(
        /^warning: in Physics the bot lacks permissions: Send Messages in Threads, Attach Files \| .*authorize/,
      ),
    );
    expect(discord).toContainEqual('ok: the bot is in 2 servers');
  });
});

describe('the gateway', () => {
  test('that cannot be reached is a failure', async () => {
    const { code, discord } = await examine((fake) => {
      fake.gateway.url = 'ws://127.0.0.1:9';
    });
    expect(code).toBe(2);
    expect(discord).toContainEqual(expect.stringMatching(/^failed: the gateway cannot be reached .*port 9/));
  });

  test('with few starts left for the day is a warning', async () => {
    const { discord } = await examine((fake) => {
      fake.gateway.sessionStarts.remaining = 3;
    });
    expect(discord).toContainEqual(expect.stringMatching(/^warning: only 3 more connections/));
  });
});

test('too many requests, and a Discord that fails, each have their advice', async () => {
  const limited = await examine((fake) => {
    fake.faults.push({ match: { path: /applications\/@me/ }, kind: 'status', status: 429 });
  });
  expect(limited.discord[0]).toMatch(/HTTP 429 \| .*wait a quarter of an hour/);
  const broken = await examine((fake) => {
    fake.faults.push({ match: { path: /gateway/ }, kind: 'status', status: 503 });
  });
  expect(broken.discord.at(-1)).toMatch(/^failed: \/gateway\/bot answers with HTTP 503 \| .*discordstatus/);
});

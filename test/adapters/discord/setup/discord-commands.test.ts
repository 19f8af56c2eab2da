import { afterEach, describe, expect, test } from 'vitest';
import { discordCommands } from '../../../../src/adapters/discord/setup/discord-commands.ts';
import { visibleCommands } from '../../../../src/core/commands/command-table.ts';
import { DiscordWorld, MINUTE } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

test('every row of the command table that people can type is a sub-command', () => {
  const [slash, menu] = discordCommands('aitta');
  expect(slash).toMatchObject({ name: 'aitta', type: 1 });
  expect(slash && 'options' in slash ? slash.options?.map(({ name }) => name) : []).toEqual(
    visibleCommands.map(({ name }) => name),
  );
  expect(menu).toMatchObject({ name: 'Ask Aitta about this', type: 3 });
});

test('required arguments come first, hidden ones not at all, and no text is longer than Discord takes', () => {
  const argument = { summary: 'x'.repeat(200), required: false };
  const row = {
    name: 'try',
    summary: 'y'.repeat(200),
    arguments: [
      { ...argument, name: 'a' },
      { ...argument, name: 'b', required: true, maxLength: 10_000 },
      { ...argument, name: 'c', hidden: true },
      { ...argument, name: 'd', choices: ['one', 'two'] },
      { ...argument, name: 'e', suggests: true },
    ],
    private: false,
    hidden: false,
  };
  const [slash] = discordCommands('aitta', { rows: [row] });
  expect(slash).toMatchObject({
    options: [
      {
        description: 'y'.repeat(100),
        options: [
          { name: 'b', required: true, max_length: 6_000, description: 'x'.repeat(100) },
          { name: 'a', required: false },
          {
            name: 'd',
            choices: [
              { name: 'one', value: 'one' },
              { name: 'two', value: 'two' },
            ],
          },
          { name: 'e', autocomplete: true },
        ],
      },
    ],
  });
});

test('commands are registered everywhere, and again only when they have changed', async () => {
  world = await DiscordWorld.open();
  const bot = await world.startedBot();
  expect(world.fake.commands.writes).toMatchObject([{ guildId: undefined, names: ['aitta', 'Ask Aitta about this'] }]);
  await bot.platform.stop();
  const next = await world.startBot();
  await next.platform.stop();
  expect(world.fake.commands.writes).toHaveLength(1);
  await world.startBot({ commandName: 'aitta-test' });
  await world.fake.waitFor(() => world?.fake.commands.writes.length === 2);
});

test('for development they go to one guild, where they appear at once', async () => {
  world = await DiscordWorld.open();
  await world.startedBot({ developmentGuildId: world.guild.id });
  expect(world.fake.commands.writes).toMatchObject([{ guildId: world.guild.id }]);
});

describe('commands that cannot be registered', () => {
  const put = { method: 'PUT', path: /commands$/ };
  const registered = (): boolean => (world?.fake.commands.list().length ?? 0) > 0;
  const failures = (bot: Bot): number => bot.log.filter(({ message }) => message.includes('not be registered')).length;

  test.each([
    ['a socket that breaks', { match: put, kind: 'reset', cut: 'end', times: 2 }],
    ['an outage', { match: put, kind: 'status', status: 503, times: 8 }], // discord.js tries each four times
    ['a rate limit', { match: put, kind: 'status', status: 429, retryAfterSeconds: 120 }],
  ] as const)('are tried again after %s, without a new connection', async (_what, fault) => {
    world = await DiscordWorld.open();
    world.fake.faults.push(fault);
    const bot = await world.startBot();
    await world.until(() => failures(bot) > 0, 'a failure');
    world.mention('why?'); // nobody waits for them
    expect((await world.arrival(bot)).input).toBe('why?');
    expect(registered()).toBe(false);
    await world.drive(registered, { stepMs: 5_000, what: 'the commands' });
    expect(world.fake.gateway.notes.filter(({ what }) => what === 'identify')).toHaveLength(1);
    expect(world.fake.faults.left).toBe(0);
  });

  test('are left alone when Discord refuses them for good', async () => {
    world = await DiscordWorld.open();
    world.fake.faults.push({
      match: put,
      kind: 'status',
      status: 400,
      body: { code: 50_035, message: 'Invalid Form Body' },
    });
    const bot = await world.startBot();
    await world.until(() => bot.log.some(({ message }) => message.includes('refuses the slash commands')));
    await world.clock.advance(60 * MINUTE, MINUTE);
    expect(registered()).toBe(false);
  });

  test('are tried no more once the bot has stopped', async () => {
    world = await DiscordWorld.open();
    world.fake.faults.push({ match: put, kind: 'status', status: 503, times: 100 });
    const bot = await world.startBot();
    await world.until(() => failures(bot) > 0, 'a failure');
    await bot.platform.stop();
    const { left } = world.fake.faults;
    await world.clock.advance(60 * MINUTE, MINUTE);
    expect(world.fake.faults.left).toBe(left);
  });
});

interface Described {
  name: string;
  description?: string;
  name_localizations?: Record<string, string>;
  description_localizations?: Record<string, string>;
  options?: Described[];
}

describe('in Finnish and Swedish', () => {
  const [slash, menu] = JSON.parse(JSON.stringify(discordCommands('aitta'))) as Described[];
  const rows = slash?.options ?? [];
  const options = rows.flatMap((row) => row.options ?? []);
  const LOCALES = ['fi', 'sv-SE'];

  test('commands keep their names, and what they do is told within what Discord takes', () => {
    expect(rows.length).toBe(visibleCommands.length);
    expect(rows.filter((row) => row.name_localizations)).toEqual([]);
    expect(menu?.name_localizations).toEqual({ fi: 'Kysy tästä Aitalta', 'sv-SE': 'Fråga Aitta om det här' });
    for (const { description, description_localizations: texts = {} } of [...rows, ...options]) {
      expect(Object.keys(texts)).toEqual(LOCALES);
      expect(Object.values(texts)).not.toContain(description);
      for (const text of Object.values(texts)) expect(text.length).toBeLessThanOrEqual(100);
    }
  });

  test('options have names that Discord takes, one each', () => {
    for (const { name_localizations: names = {} } of options) {
      expect(Object.keys(names)).toEqual(LOCALES);
      for (const name of Object.values(names)) expect(name).toMatch(/^[-_'\p{Ll}\p{N}]{1,32}$/u); // docs.discord.com, command naming
    }
    for (const row of rows)
      for (const locale of LOCALES) {
        const names = (row.options ?? []).map((option) => option.name_localizations?.[locale]);
        expect(new Set(names).size).toBe(names.length);
      }
  });
});

import { type APIApplicationCommand, Routes } from 'discord.js';
import { expect, test } from 'vitest';

import type { Bench } from './bench.ts';
import { useBench } from './bench.ts';

const bench = useBench();

const ping = { name: 'ping', description: 'Answers' };
const option = { type: 3, name: 'text', description: 'A text' };

const put = ({ fake, rest }: Bench, body: object[]): Promise<unknown> =>
  rest.put(Routes.applicationCommands(fake.applicationId), { body });

const refused: [what: string, commands: object[], mistake: string][] = [
  ['a name in capitals', [{ ...ping, name: 'Ping' }], '0.name[APPLICATION_COMMAND_INVALID_NAME]'],
  ['no description', [{ name: 'ping' }], '0.description[BASE_TYPE_BAD_LENGTH]'],
  ['a name twice', [ping, ping], '1.name[APPLICATION_COMMANDS_DUPLICATE_NAME]'],
  [
    'an optional option before a required one',
    [{ ...ping, options: [option, { ...option, name: 'must', required: true }] }],
    'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ],
  [
    'choices together with autocomplete',
    [{ ...ping, options: [{ ...option, autocomplete: true, choices: [{ name: 'a', value: 'a' }] }] }],
    'APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE',
  ],
  [
    'a sub-command beside an option',
    [{ ...ping, options: [{ type: 1, name: 'sub', description: 'x' }, option] }],
    'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
  ],
  [
    'a description on a context menu',
    [{ name: 'Ask', type: 3, description: 'x' }],
    'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION',
  ],
  [
    'more than 8000 characters',
    [
      {
        ...ping,
        options: Array.from({ length: 5 }, (_, index) => ({
          ...option,
          name: `o${index}`,
          choices: Array.from({ length: 10 }, (_choice, n) => ({
            name: `${n}`.padEnd(100),
            value: `${n}`.padEnd(100),
          })),
        })),
      },
    ],
    'APPLICATION_COMMAND_TOO_LARGE',
  ],
];

test.each(refused)('%s is refused', async (_what, commands, mistake) => {
  const it = await bench({ validate: false });
  await expect(put(it, commands)).rejects.toMatchObject({ code: 50_035, message: expect.stringContaining(mistake) });
  expect(it.fake.commands.list()).toEqual([]);
});

test('what did not change keeps its id and version', async () => {
  const it = await bench();
  const first = (await put(it, [ping, { ...ping, name: 'pong' }])) as APIApplicationCommand[];
  const second = (await put(it, [ping, { ...ping, name: 'pong', description: 'Other' }])) as APIApplicationCommand[];
  expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  expect(second[0]?.version).toBe(first[0]?.version);
  expect(second[1]?.version).not.toBe(first[1]?.version);
  expect(it.fake.commands.writes).toMatchObject([{ created: 2 }, { created: 0, changed: 1 }]);
});

test('the commands of a guild are its own', async () => {
  const it = await bench();
  await it.rest.put(Routes.applicationGuildCommands(it.fake.applicationId, it.guild.id), { body: [ping] });
  expect(await it.rest.get(Routes.applicationCommands(it.fake.applicationId))).toEqual([]);
  expect(it.fake.commands.list(it.guild.id)).toMatchObject([{ name: 'ping' }]);
  expect(() => it.kim.slash('ping', {}, it.fake.openDm(it.kim))).toThrow('No command ping is offered here');
});

test('a command for guilds only is not offered in a direct message', async () => {
  const it = await bench();
  await put(it, [{ ...ping, contexts: [0] }]);
  expect(it.kim.slash('ping', {}, it.channel).commandName).toBe('ping');
  expect(() => it.kim.slash('ping', {}, it.fake.openDm(it.kim))).toThrow('No command ping is offered here');
});

test('a person cannot send what the client would not let them send', async () => {
  const it = await bench();
  const choices = [{ name: 'Yes', value: 'yes' }];
  await put(it, [{ ...ping, options: [{ ...option, required: true, max_length: 3, choices }] }]);
  expect(() => it.kim.slash('ping', {}, it.channel)).toThrow('text is required');
  expect(() => it.kim.slash('ping', { text: 'long' }, it.channel)).toThrow('text has 4 characters');
  expect(() => it.kim.slash('ping', { text: 'no' }, it.channel)).toThrow('no is no choice of text');
  expect(() => it.kim.slash('ping', { other: 'x' }, it.channel)).toThrow('it has no option other');
  expect(() => it.kim.slash('ping sub', {}, it.channel)).toThrow('There is no command /ping sub');
});

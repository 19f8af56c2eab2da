import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files, importsOf, loadsOf, own, root, sources } from './source-files.ts';

const room = (file: string): string => {
  const [, first = '', second = ''] = file.split('/');
  if (first === 'adapters') return `adapters/${second}`;
  return first.endsWith('.ts') ? first : first;
};

/** What each room may import of ours (a prefix under src/) and from outside (a prefix of the specifier). */
const CORE_FOR_ADAPTERS = [
  'ports/',
  'errors.ts',
  'commands/',
  'arrival-id.ts',
  'kept-kind.ts',
  'sentences/language.ts',
  'sentences/named-service.ts',
  'sentences/time-mark.ts',
].map((name) => `src/core/${name}`);
const CORE_LIBRARIES = ['keyv', 'tokenx', '@noble/hashes/', 'fastest-levenshtein'];
const MARKDOWN_LIBRARIES = ['decode-named-character-reference', 'get-east-asian-width'];
const adapter = (name: string, packages: string[], more: string[] = []) => ({
  ours: [
    ...CORE_FOR_ADAPTERS,
    'src/async/',
    'src/markdown/',
    'src/files/fetch-file.ts',
    'src/http/',
    'src/settings/',
    'src/findings/',
    'src/adapters/define-platform.ts',
    `src/adapters/${name}/`,
    ...more,
  ],
  packages: ['node:', 'zod', ...packages],
});
const TABLE: Readonly<Record<string, { ours: string[]; packages: string[] }>> = {
  'main.ts': { ours: ['src/cli/', 'src/settings/', 'src/operate/'], packages: ['node:'] },
  cli: { ours: ['src/'], packages: ['node:', 'wrap-ansi'] },
  'app.ts': { ours: ['src/'], packages: ['node:'] },
  'keeps.ts': { ours: ['src/adapters/', 'src/core/', 'src/operate/', 'src/platforms.ts'], packages: [] },
  'watch-for-operators.ts': { ours: ['src/'], packages: [] },
  'live-settings.ts': { ours: ['src/config.ts', 'src/core/'], packages: [] },
  'reload-settings.ts': { ours: ['src/'], packages: [] },
  'read-status.ts': { ours: ['src/'], packages: [] },
  'show-status.ts': { ours: ['src/'], packages: [] },
  'platforms.ts': { ours: ['src/adapters/'], packages: [] },
  'running-platforms.ts': { ours: ['src/async/', 'src/core/'], packages: [] },
  'model-service': {
    ours: [
      'src/model-service/',
      'src/async/',
      'src/adapters/aitta/',
      'src/adapters/openai/',
      'src/aitta/',
      'src/standin/',
      'src/config.ts',
      'src/core/',
      'src/operate/secrets.ts',
    ],
    packages: ['node:'],
  },
  doctor: {
    ours: [
      'src/async/',
      'src/doctor/',
      'src/findings/',
      'src/http/',
      'src/settings/',
      'src/platforms.ts',
      'src/adapters/',
      'src/aitta/',
      'src/core/',
      'src/config.ts',
      'src/model-service/',
      'src/operate/secrets.ts',
    ],
    packages: ['node:'],
  },
  'config.ts': {
    ours: [
      'src/adapters/',
      'src/core/sentences/named-service.ts',
      'src/files/file-settings.ts',
      'src/settings/',
      'src/bot-settings.ts',
      'src/platforms.ts',
      'src/operate/trace-settings.ts',
    ],
    packages: [],
  },
  'bot-settings.ts': {
    ours: ['src/settings/', 'src/core/turn/', 'src/core/sentences/', 'src/core/operator-settings.ts'],
    packages: ['zod'],
  },
  settings: { ours: ['src/settings/'], packages: ['node:', 'zod', 'fastest-levenshtein'] },
  findings: { ours: ['src/findings/', 'src/async/'], packages: ['node:'] },
  operate: {
    ours: [
      'src/operate/',
      'src/async/',
      'src/settings/',
      'src/aitta/expiry-warning.ts',
      'src/core/ports/',
      'src/core/sentences/',
      'src/core/kept-kind.ts',
      'src/core/errors.ts',
      'src/adapters/openai/',
    ],
    packages: ['node:', 'pino', 'prom-client', 'hono', '@hono/', '@opentelemetry/', 'zod'],
  },
  core: { ours: ['src/core/', 'src/async/'], packages: CORE_LIBRARIES },
  async: { ours: ['src/async/'], packages: ['node:'] },
  files: {
    ours: ['src/files/', 'src/async/', 'src/settings/', 'src/core/ports/', 'src/markdown/scan/is-seen.ts'],
    packages: ['node:', 'chardet', 'unpdf', 'fflate', 'htmlparser2', 'file-type', 'sharp'],
  },
  http: { ours: ['src/http/', 'src/settings/'], packages: ['node:', 'undici'] },
  markdown: { ours: ['src/markdown/'], packages: MARKDOWN_LIBRARIES },
  aitta: { ours: ['src/aitta/'], packages: ['node:'] },
  standin: { ours: ['src/standin/', 'src/async/'], packages: ['node:', 'zod'] },
  'adapters/define-platform.ts': {
    ours: [
      'src/async/',
      'src/core/ports/',
      'src/core/sentences/language.ts',
      'src/core/sentences/named-service.ts',
      'src/core/kept-kind.ts',
      'src/findings/',
      'src/settings/',
    ],
    packages: ['node:', 'hono', '@hono/'],
  },
  'adapters/aitta': adapter('aitta', [], ['src/aitta/', 'src/adapters/openai/']),
  'adapters/openai': adapter('openai', ['openai', 'undici', 'tokenx'], ['src/aitta/']),
  'adapters/slack': adapter('slack', ['@slack/', 'undici', 'keyv']),
  'adapters/discord': adapter('discord', ['discord.js', '@discordjs/', 'discord-api-types', 'keyv']),
  'adapters/web': adapter('web', [
    'hono',
    '@hono/',
    'keyv',
    'preact',
    'htm',
    'marked',
    'dompurify',
    '@highlightjs/',
    'temml',
  ]),
  'adapters/console': adapter('console', ['keyv', 'wrap-ansi']),
  'adapters/storage': adapter('storage', ['keyv', 'pg']),
};

/** An adapter without a row needs no package. */
const rulesOf = (name: string): (typeof TABLE)[string] | undefined =>
  TABLE[name] ?? (name.startsWith('adapters/') ? adapter(name.slice('adapters/'.length), []) : undefined);

/** The rooms of the core, the lowest first: each knows itself and those before it. */
const CORE_ROOMS = [
  'sentences/',
  'errors.ts',
  'arrival-id.ts',
  'operator-settings.ts',
  'ports/',
  'kept-kind.ts',
  'memory/',
  'prompt/',
  'commands/',
  'turn/',
].map((name) => `src/core/${name}`);
const heightOf = (file: string): number => CORE_ROOMS.findIndex((prefix) => file.startsWith(prefix));

describe('who may import whom', () => {
  test.each(files)('%s keeps to the table of its room', (file) => {
    const rules = rulesOf(room(file));
    expect(rules, `no row for the room ${room(file)}`).toBeDefined();
    const wrong = importsOf(file).filter((name) => {
      const allowed = own(name) ? rules?.ours : rules?.packages;
      return !allowed?.some((prefix) => name.startsWith(prefix));
    });
    expect(wrong).toEqual([]);
  });

  test.each(files.filter((file) => file.startsWith('src/core/')))('%s knows no higher room of the core', (file) => {
    const height = heightOf(file);
    expect(height, `${file} is in no room of CORE_ROOMS`).toBeGreaterThanOrEqual(0);
    expect(importsOf(file).filter((name) => heightOf(name) > height)).toEqual([]);
  });

  test('there is no cycle, not even of types', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of importsOf(file).filter(own)) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('every import of ours is a file', () => {
    const missing = files.flatMap((file) => importsOf(file).filter((name) => own(name) && !sources.has(name)));
    expect(missing).toEqual([]);
  });
});

test('reading the settings loads no SDK: a platform brings its own when it is switched on', () => {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    if (own(file)) loadsOf(file).forEach(visit);
  };
  visit('src/config.ts');
  const packages = [...loaded].filter((name) => !own(name) && !name.startsWith('node:'));
  expect(new Set(packages)).toEqual(new Set(['zod', 'fastest-levenshtein']));
});

/** What each room inside a platform's folder may import of its siblings; the address at the top is known by all. */
const PLATFORM_ROOMS: Readonly<Record<string, readonly string[]>> = {
  api: [],
  link: ['api'],
  draw: ['api'],
  arrive: ['link', 'api', 'draw'],
  answer: ['api', 'draw'],
  setup: ['api', 'draw'],
};
/** What only one of the platforms has in a room, `X` for its name, and why. */
const ONLY_SLACK: Readonly<Record<string, string>> = {
  'link/X-app.ts': 'one App of Bolt serves all sockets; a client of discord.js serves one attempt to connect',
  'link/X-delivery.ts':
    'Slack is acknowledged over the link that delivered; Discord by a call (api/X-acknowledgements)',
  'link/body-reader.ts': 'see link/X-http',
  'link/X-http.ts': 'Discord has no second way in',
  'arrive/X-overheard.ts': 'Discord delivers the messages of a channel in their order',
  'arrive/X-root.ts': "Discord's threads below what a command asked have the id of its message",
  'api/X-mark.ts': "Discord's messages are known by their nonce",
  'api/X-log.ts': 'Bolt wants a logger; discord.js emits events',
  'api/X-payload.ts': 'Slack publishes no types of its payloads that hold; those of Discord come with discord.js',
  'answer/X-question.ts': 'a slash command leaves no message at Slack; at Discord its response shows the question',
  'answer/X-session.ts': 'the state of an agent beside its thread',
  'answer/X-stream.ts': 'native streams of drafts',
  'api/X-blocks.ts': 'a message of Slack has blocks, one of Discord components that are few and small',
  'answer/X-home-place.ts': 'Discord has no page of an app',
  'draw/X-home.ts': 'see answer/X-home-place',
  'answer/X-upload.ts': 'files go up in three calls; with Discord they are part of a message',
  'api/X-escape.ts': 'what both dialects of Slack have in common',
  'api/X-rich-text.ts': 'Slack writes what people say as blocks too; Discord has its text alone',
  'draw/X-mrkdwn.ts': 'Slack has two dialects: markdown blocks, and mrkdwn beside them',
  'setup/X-manifest.ts': 'one document holds commands, scopes and events',
  'api/X-tokens.ts': 'each workspace has its own; a bot of Discord has one for all guilds',
  'X-workspace.ts': 'see api/X-tokens',
  'X-workspaces.ts': 'see api/X-tokens',
  'X-one-workspace.ts': 'see api/X-tokens',
  'X-installed-workspaces.ts': 'see api/X-tokens',
  'arrive/X-removal.ts': 'see api/X-tokens',
  'arrive/X-team-access.ts': 'see api/X-tokens',
  'setup/X-install.ts': 'see api/X-tokens: by OAuth; at Discord an invitation is a link, and nothing comes back',
  'setup/X-install-failure.ts': 'see setup/X-install',
  'setup/X-install-page.ts': 'see setup/X-install',
  'setup/X-install-state.ts': 'see setup/X-install',
  'setup/X-installation.ts': 'see setup/X-install',
  'setup/X-installations.ts': 'see setup/X-install',
  'setup/X-refresher.ts': 'see setup/X-install: tokens that end',
};
const ONLY_DISCORD: Readonly<Record<string, string>> = {
  'link/X-client.ts': 'see link/X-app',
  'link/X-presence.ts': 'Slack shows an app as online, and says no more of it',
  'link/X-frame.ts': 'discord.js reads what it does not look at',
  'link/X-shards.ts': 'sockets of discord.js that it cannot end itself',
  'link/X-identify-pace.ts': 'Discord resets the token of a bot that logs in too often',
  'link/X-lease.ts': 'Discord delivers everything to every process, Slack to one',
  'api/X-acknowledgements.ts': 'see link/X-delivery',
  'api/X-rate-limits.ts': 'discord.js reckons them by the wall clock, the client of Slack waits as long as Slack says',
  'api/X-time.ts': 'Slack delivers what was missed, and says nothing of the time',
  'api/X-id.ts': "times in ids; Slack's ids are read with its payloads",
  'arrive/X-catch-up.ts': 'Discord does not deliver again what came during an outage',
  'arrive/X-marks.ts': 'see arrive/X-catch-up',
  'answer/X-later-progress.ts': 'see answer/X-progress-message',
  'answer/X-progress-message.ts': 'an interaction is answered in its response, which is no message of the bot',
  'answer/X-progress-post.ts': 'see answer/X-progress-message',
  'answer/X-progress-response.ts': 'see answer/X-progress-message',
  'answer/X-sight.ts': 'threads can be private; at Slack whoever reads a channel reads its threads',
  'answer/X-typing.ts': 'bots cannot type at Slack',
  'setup/X-commands.ts': 'registered by a call, not pasted with a manifest',
  'setup/X-command-registrar.ts': 'see setup/X-commands',
  'setup/X-invite.ts': 'permissions are part of a link',
};

describe.each(['slack', 'discord'])('the rooms of %s', (platform) => {
  const folder = `src/adapters/${platform}/`;
  const inside = files.filter((file) => file.startsWith(folder)).map((file) => file.slice(folder.length));
  const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : '');
  const address = `${platform}-address.ts`;

  test('are the six, and nothing lies outside but address, platform and adapter, and the workspaces of Slack', () => {
    expect([...new Set(inside.map(roomOf))].toSorted()).toEqual(['', ...Object.keys(PLATFORM_ROOMS)].toSorted());
    const workspaces = platform === 'slack' ? Object.keys(ONLY_SLACK).filter((file) => roomOf(file) === '') : [];
    expect(inside.filter((file) => roomOf(file) === '').toSorted()).toEqual(
      [
        `${platform}-adapter.ts`,
        address,
        `${platform}-platform.ts`,
        ...workspaces.map((file) => file.replace('X', platform)),
      ].toSorted(),
    );
  });

  test.each(inside.filter((file) => roomOf(file) !== ''))('%s knows no room that it may not', (file) => {
    const allowed = new Set([roomOf(file), ...(PLATFORM_ROOMS[roomOf(file)] ?? [])]);
    const siblings = importsOf(folder + file)
      .filter((name) => name.startsWith(folder))
      .map((name) => name.slice(folder.length));
    expect(siblings.filter((name) => name !== address && !allowed.has(roomOf(name)))).toEqual([]);
  });

  test('have the names of the other platform, but for what only one of them has', () => {
    const other = platform === 'slack' ? 'discord' : 'slack';
    const only = platform === 'slack' ? ONLY_SLACK : ONLY_DISCORD;
    const theirs = files.filter((file) => file.startsWith(`src/adapters/${other}/`));
    const plain = (file: string, name: string): string => file.replace(name, 'X');
    const shared = new Set(theirs.map((file) => plain(file.slice(`src/adapters/${other}/`.length), other)));
    const alone = inside.map((file) => plain(file, platform)).filter((file) => !shared.has(file));
    expect(alone.toSorted()).toEqual(Object.keys(only).toSorted());
  });
});

describe('who may see the process', () => {
  const having = (pattern: RegExp): string[] => files.filter((file) => pattern.test(sources.get(file) ?? ''));

  test('only main.ts and config.ts see the environment', () => {
    const allowed = new Set(['src/main.ts', 'src/config.ts']);
    expect(having(/process\.env\b|import\.meta\.env|loadEnvFile/).filter((file) => !allowed.has(file))).toEqual([]);
  });

  test('only main.ts ends the process', () => {
    expect(having(/process\.exit\b|process\.exitCode|process\.kill\b/)).toEqual(['src/main.ts']);
  });

  test('the core knows no process', () => {
    expect(having(/\bprocess\.|\bBuffer\b|\bconsole\./).filter((file) => file.startsWith('src/core/'))).toEqual([]);
  });
});

/** The members of every interface, those of the interfaces that it extends included, by file and name. */
const membersOf = (file: string, name: string): string[] => {
  const declared = (each: string): RegExpExecArray | null =>
    new RegExp(`interface ${name}( extends [^{]+)?\\s*\\{\\n([\\s\\S]*?)\\n\\}`).exec(sources.get(each) ?? '');
  const found = [file, ...files].map(declared).find((each) => each !== null);
  const mine = [...(found?.[2] ?? '').matchAll(/^ {2}(?:readonly )?([\w']+)\??[:(<]/gm)].map(
    ([, member = '']) => member,
  );
  const parents = (found?.[1] ?? '').replace(' extends ', '').split(',');
  return [
    ...new Set([...mine, ...parents.flatMap((each) => (/^\s*\w+\s*$/.test(each) ? membersOf(file, each.trim()) : []))]),
  ];
};

test('no bag of parts has more than twelve members', () => {
  const bags = files.flatMap((file) =>
    [...(sources.get(file) ?? '').matchAll(/interface (\w*(?:Parts|Options|Sources|Request))\b/g)].map(
      ([, name = '']) => ({
        bag: `${file}: ${name}`,
        members: membersOf(file, name).length,
      }),
    ),
  );
  expect(bags.length).toBeGreaterThan(20);
  expect(bags.filter(({ members }) => members > 12)).toEqual([]);
});

test('the core speaks no language by name', () => {
  const isWords = (file: string): boolean => /^src\/core\/sentences\/(english|finnish|swedish)/.test(file);
  const wrong = files.filter((file) => file.startsWith('src/core/') && !isWords(file) && importsOf(file).some(isWords));
  expect(wrong).toEqual(['src/core/sentences/sentences-for.ts', 'src/core/sentences/sentences.ts']);
});

test('no room is a drawer for odds and ends', () => {
  expect(files.filter((file) => /\/(utils?|helpers?|services?|common|types|index)(\.ts|\/)/.test(file))).toEqual([]);
});

test('a test lies in the room of what it tests', () => {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.test.ts') && existsSync(join(root, 'src', file.split('/')[0] ?? '')),
  );
  expect(tests.length).toBeGreaterThan(50);
  expect(tests.filter((file) => !existsSync(join(root, 'src', dirname(file))))).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name));
const withoutComments = (source: string): string => source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
const sources = new Map(files.map((file) => [file, withoutComments(readFileSync(join(root, file), 'utf8'))]));

/** Every import of a file, type imports and `import()` included. Own files as paths from the root, others as package names. */
const importsOf = (file: string): string[] => importsIn(sources.get(file) ?? '', file);
const importsIn = (source: string, file: string): string[] => {
  const specifiers = [
    ...source.matchAll(
      /(?:^|[\s;])(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|(?:^|\s)import\s*'([^']+)'|import\(\s*'([^']+)'/g,
    ),
  ];
  return specifiers.map(([, a, b, c]) => {
    const name = a ?? b ?? c ?? '';
    return name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name;
  });
};
/** What comes into memory with a file: neither types, nor what `import()` brings later. */
const loadsOf = (file: string): string[] => {
  const source = (sources.get(file) ?? '').replaceAll(/(?:import|export) type\b[^;]*;|import\([^)]*\)/g, '');
  return importsIn(source, file);
};
const own = (name: string): boolean => name.startsWith('src/');
const room = (file: string): string => {
  const [, first = '', second = ''] = file.split('/');
  if (first === 'adapters') return `adapters/${second}`;
  return first.endsWith('.ts') ? first : first;
};

/** What each room may import of ours (a prefix under src/) and from outside (a prefix of the specifier). */
const CORE_FOR_ADAPTERS = ['ports/', 'errors.ts', 'commands/', 'arrival-id.ts'].map((name) => `src/core/${name}`);
const CORE_LIBRARIES = ['keyv', 'tokenx', '@noble/hashes/', 'fastest-levenshtein'];
const MARKDOWN_LIBRARIES = [
  'decode-named-character-reference',
  'get-east-asian-width',
  'mdast-util-from-markdown',
  'mdast-util-gfm',
  'micromark-extension-gfm',
  'mdast',
];
const adapter = (name: string, packages: string[], more: string[] = []) => ({
  ours: [
    ...CORE_FOR_ADAPTERS,
    'src/async/',
    'src/markdown/',
    'src/settings/',
    'src/findings/',
    'src/adapters/define-platform.ts',
    `src/adapters/${name}/`,
    ...more,
  ],
  packages: ['node:', 'zod', ...packages],
});
const TABLE: Readonly<Record<string, { ours: string[]; packages: string[] }>> = {
  'main.ts': { ours: ['src/cli/', 'src/settings/', 'src/operate/secrets.ts'], packages: ['node:'] },
  cli: { ours: ['src/'], packages: ['node:'] },
  'app.ts': { ours: ['src/'], packages: ['node:'] },
  'platforms.ts': { ours: ['src/adapters/'], packages: [] },
  'running-platforms.ts': { ours: ['src/async/', 'src/core/'], packages: [] },
  'connect-aitta.ts': {
    ours: [
      'src/async/',
      'src/adapters/aitta/',
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
      'src/settings/',
      'src/platforms.ts',
      'src/adapters/',
      'src/aitta/',
      'src/core/',
      'src/config.ts',
      'src/connect-aitta.ts',
      'src/operate/secrets.ts',
    ],
    packages: ['node:'],
  },
  'open-aitta.ts': {
    ours: [
      'src/async/',
      'src/adapters/aitta/',
      'src/connect-aitta.ts',
      'src/config.ts',
      'src/core/',
      'src/operate/secrets.ts',
    ],
    packages: [],
  },
  'config.ts': { ours: ['src/adapters/', 'src/settings/', 'src/bot-settings.ts', 'src/platforms.ts'], packages: [] },
  'bot-settings.ts': { ours: ['src/settings/', 'src/core/turn/'], packages: ['zod'] },
  settings: { ours: ['src/settings/'], packages: ['node:', 'zod', 'fastest-levenshtein'] },
  findings: { ours: ['src/findings/', 'src/async/'], packages: ['node:'] },
  operate: {
    ours: ['src/operate/', 'src/async/', 'src/core/ports/', 'src/core/errors.ts', 'src/adapters/aitta/'],
    packages: ['node:', 'pino', 'prom-client'],
  },
  core: { ours: ['src/core/', 'src/async/'], packages: CORE_LIBRARIES },
  async: { ours: ['src/async/'], packages: ['node:'] },
  markdown: { ours: ['src/markdown/'], packages: MARKDOWN_LIBRARIES },
  aitta: { ours: ['src/aitta/'], packages: ['node:'] },
  standin: { ours: ['src/standin/'], packages: ['node:'] },
  'adapters/define-platform.ts': {
    ours: ['src/async/', 'src/core/ports/', 'src/findings/', 'src/settings/'],
    packages: ['node:'],
  },
  'adapters/aitta': adapter('aitta', ['openai', 'undici', 'tokenx'], ['src/aitta/']),
  'adapters/slack': adapter('slack', ['@slack/', 'undici', 'keyv', 'mdast']),
  'adapters/discord': adapter('discord', ['discord.js', '@discordjs/', 'discord-api-types', 'keyv', 'mdast']),
  'adapters/console': adapter('console', []),
  'adapters/storage': adapter('storage', ['keyv']),
};

/** The rooms of the core, the lowest first: each knows itself and those before it. */
const CORE_ROOMS = [
  'sentences/',
  'errors.ts',
  'arrival-id.ts',
  'operator-settings.ts',
  'ports/',
  'memory/',
  'prompt/',
  'commands/',
  'turn/',
].map((name) => `src/core/${name}`);
const heightOf = (file: string): number => CORE_ROOMS.findIndex((prefix) => file.startsWith(prefix));

describe('who may import whom', () => {
  test.each(files)('%s keeps to the table of its room', (file) => {
    const rules = TABLE[room(file)];
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

test('no room is a drawer for odds and ends', () => {
  expect(files.filter((file) => /\/(utils?|helpers?|services?|common|types|index)(\.ts|\/)/.test(file))).toEqual([]);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { settingNames } from '../src/config.ts';
import { visibleCommands } from '../src/core/commands/command-table.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const readme = read('README.md');

test('README’s two commands are the ones that CI runs', () => {
  expect(readme).toContain('npm ci && npm start');
  expect(readme).toContain('npm ci && npm test');
  expect(read('.ci/run')).toMatch(/npm ci && npm run check/);
});

/** As README spells a command: what may be left out in brackets, choices side by side. */
const spelt = ({ name, arguments: all }: (typeof visibleCommands)[number]): string => {
  const words = all
    .filter(({ hidden }) => hidden !== true)
    .map(({ name: argument, choices, option, required }) => {
      const values = choices?.map((choice) => (option ? `--${choice}` : choice)).join('|');
      const word = values ?? (option ? `--${argument} <${argument}>` : `<${argument}>`);
      return required ? word : `[${word}]`;
    });
  return [name, ...words].join(' ');
};

test('README names every command that can be typed, with all that it takes, and no other', () => {
  const section = readme.slice(readme.indexOf('## Commands'), readme.indexOf('## Settings'));
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  const typed = visibleCommands.filter(({ name }) => name !== 'help').map(spelt);
  expect(named.map((name = '') => name.replaceAll('\\|', '|')).toSorted()).toEqual(typed.toSorted());
});

test('docs/delivery.md names tests that are there', () => {
  const there = new Set(
    readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).map((file) => basename(file)),
  );
  const named = [...read('docs/delivery.md').matchAll(/`([a-z-]+(?:\.test|-contract)\.ts)`/g)].map(
    ([, name = '']) => name,
  );
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !there.has(name))).toEqual([]);
});

test.each(['README.md', 'docs/privacy.md'])('every setting that %s names exists', (name) => {
  const prefixes =
    /`((?:AITTA|SLACK|DISCORD|STORE|ALLOW|ALLOWED|BLOCKED|QUESTIONS|TOKENS|TURNS|RETENTION)_[A-Z_]+)(?:=[^`]*)?`/g;
  const unknown = [...read(name).matchAll(prefixes)].map(([, setting = '']) => setting);
  expect(unknown.filter((setting) => !settingNames.includes(setting))).toEqual([]);
});

const pages = [
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
];

test.each(pages)('every file and folder that %s names is there', (page) => {
  const named = [...read(page).matchAll(/`((?:src|test|docs|bin|tools|deploy)\/[^`\s]*)`/g)].map(
    ([, path = '']) => path,
  );
  const linked = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => join(page, '..', path));
  const paths = [...named.filter((path) => !/[*]|NAME/.test(path)), ...linked];
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

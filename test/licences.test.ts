import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { productionPackages } from '../tools/licences/production-packages.ts';

const root = join(import.meta.dirname, '..');
const packages = productionPackages(root);
/** They ask for no more than that their texts stay with the packages. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);
/** A shared library that may be exchanged, in a package of its own: that is all that the LGPL asks for. */
const SHARED_LIBRARY = /^@img\/sharp-libvips-/;

describe('the licences of what is in the image', () => {
  test('allow it to be handed on under MIT', () => {
    // Of several, one may be chosen.
    const isAllowed = (licence: string): boolean =>
      licence
        .replace(/^\((.*)\)$/, '$1')
        .split(' OR ')
        .some((each) => ALLOWED.has(each));
    const rest = packages.filter(({ licence }) => !isAllowed(licence));
    expect(rest.filter(({ name, licence }) => !SHARED_LIBRARY.test(name) || !licence.startsWith('LGPL-'))).toEqual([]);
  });

  test('are listed in docs/licences.md, all of them and nothing else (npm run generate)', () => {
    const page = readFileSync(join(root, 'docs', 'licences.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\S+) +\| (\d\S*) +\| (\S.*?) +\|$/gm)].map(([, ...cells]) => cells.join(' '));
    const named = packages.map(({ name, version, licence }) => `${name} ${version} ${licence}`);
    expect(rows).toEqual([...new Set(named)]);
  });

  test('are those that the installed packages name themselves', () => {
    // Some are for another kind of machine.
    const installedHere = packages.filter(({ path }) => existsSync(join(root, path)));
    expect(installedHere.length).toBeGreaterThan(packages.length - 10);
    const wrong = installedHere.filter(({ path, version, licence }) => {
      const installed = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Record<string, unknown>;
      const named = installed['license'] ?? installed['licenses'];
      const isSame = JSON.stringify(named).includes(JSON.stringify(licence));
      return installed['version'] !== version || !isSame;
    });
    expect(wrong).toEqual([]);
  });
});

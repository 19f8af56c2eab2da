import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { promisesIn } from './promises-in.ts';
import { notOurs, proofs } from './promises.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const promises = promisesIn(read('docs/privacy.md'));

test('every sentence of docs/privacy.md has a test that shows that it is so, or is not about this program', () => {
  expect(promises.length).toBeGreaterThan(50);
  expect([...Object.keys(proofs), ...Object.keys(notOurs)].toSorted()).toEqual(promises.toSorted());
});

test.each(Object.entries(proofs))('%s', (_promise, tests) => {
  expect(tests.length).toBeGreaterThan(0);
  const missing = tests.filter(([file, title]) => !existsSync(join(root, file)) || !textOf(file).includes(title));
  expect(missing).toEqual([]);
});

const textOf = (file: string): string => read(file).replaceAll("\\'", "'");

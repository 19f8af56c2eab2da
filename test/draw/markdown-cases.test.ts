import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCases, writeCases } from './case-file.ts';
import { drawnCase } from './drawn-case.ts';

// What models write, and what is sent for it, to be read: one file per topic. `npx vitest run test/draw --update` writes what is drawn; read the difference.
const folder = join(import.meta.dirname, 'cases');
const files = readdirSync(folder).filter((name) => name.endsWith('.md'));

const drawnParts = (model: string): [string, string][] => {
  const { slack, slackText, discord } = drawnCase(model);
  return slack === slackText
    ? [
        ['slack, also as text', slack],
        ['discord', discord],
      ]
    : [
        ['slack', slack],
        ['slack text', slackText],
        ['discord', discord],
      ];
};

describe('what is sent for what a model writes', () => {
  test.each(files)('%s', async (name) => {
    const file = readFileSync(join(folder, name), 'utf8');
    await expect(writeCases(file, drawnParts)).toMatchFileSnapshot(`cases/${name}`);
  });

  test('is tried for at least 150 answers, each under a title of its own', () => {
    const titles = files.flatMap((name) =>
      readCases(readFileSync(join(folder, name), 'utf8')).map(({ title }) => `${name}: ${title}`),
    );
    expect(titles.length).toBeGreaterThanOrEqual(150);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

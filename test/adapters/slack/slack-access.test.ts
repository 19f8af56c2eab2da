import { describe, expect, test } from 'vitest';
import { outcomesOf } from '../../contracts/access-outcomes.ts';
import { openSlackAccess, standings } from './slack-access-world.ts';

/**
 * Who is let in on Slack, by rule, by standing, and by each way to ask: mention, message, follow-up, written, slash ask, slash models, shortcut, button, menu, form sent, form, retry, export, stop, edit, greeting, resumed, parked.
 * `A`: what was asked for. `d`: a denial for the asker alone, and nothing is stored. `.`: nothing at all. `x`: nothing, and the edited question is
 * forgotten. `w`: nothing yet, it is tried again. `!`: what must not be. What rules say to each other is in test/core/turn/access-table.test.ts.
 */
const table = `
members    | member            | A A A A A A A A A A A A A A A A A A
members    | guest             | d d d d d d d d d d d d d . x . d d
members    | stranger          | d d d d d d d d d d d d d . x . d d
members    | staff             | A A A A A A A A A A A A A A A A A A
members    | a named guest     | d d d d d d d d d d d d d . x . d d
members    | blocked person    | d d d d d d d d d d d d d . x . d d
members    | blocked group     | d d d d d d d d d d d d d . x . d d
members    | blocked home      | d d d d d d d d d d d d d . x . d d
members    | no longer there   | d d d d d d d d d d d d d . x . d d
members    | groups unreadable | d d d d d d d d d d d d d . x . d d
members    | people unreadable | d d d d d d d d d d d d d . x . d d
members    | not known now     | w w w w w w w w w w w w w w w w w w
everybody  | member            | A A A A A A A A A A A A A A A A A A
everybody  | guest             | A A A A A A A A A A A A A A A A A A
everybody  | stranger          | A A A A A A A A A A A A A A A A A A
everybody  | staff             | A A A A A A A A A A A A A A A A A A
everybody  | a named guest     | A A A A A A A A A A A A A A A A A A
everybody  | blocked person    | d d d d d d d d d d d d d . x . d d
everybody  | blocked group     | d d d d d d d d d d d d d . x . d d
everybody  | blocked home      | d d d d d d d d d d d d d . x . d d
everybody  | no longer there   | A A A A A A A A A A A A A A A A A A
everybody  | groups unreadable | d d d d d d d d d d d d d . x . d d
everybody  | people unreadable | d d d d d d d d d d d d d . x . d d
everybody  | not known now     | w w w w w w w w w w w w w w w w w w
staff only | member            | d d d d d d d d d d d d d . x . d d
staff only | guest             | d d d d d d d d d d d d d . x . d d
staff only | stranger          | d d d d d d d d d d d d d . x . d d
staff only | staff             | A A A A A A A A A A A A A A A A A A
staff only | a named guest     | A A A A A A A A A A A A A A A A A A
staff only | blocked person    | d d d d d d d d d d d d d . x . d d
staff only | blocked group     | d d d d d d d d d d d d d . x . d d
staff only | blocked home      | d d d d d d d d d d d d d . x . d d
staff only | no longer there   | d d d d d d d d d d d d d . x . d d
staff only | groups unreadable | d d d d d d d d d d d d d . x . d d
staff only | people unreadable | d d d d d d d d d d d d d . x . d d
staff only | not known now     | w w w w w w w w w w w w w w w w w w
silent     | member            | A A A A A A A A A A A A A A A A A A
silent     | guest             | . . . . . . . . . . . . . . x . . .
silent     | stranger          | . . . . . . . . . . . . . . x . . .
silent     | staff             | A A A A A A A A A A A A A A A A A A
silent     | a named guest     | . . . . . . . . . . . . . . x . . .
silent     | blocked person    | . . . . . . . . . . . . . . x . . .
silent     | blocked group     | . . . . . . . . . . . . . . x . . .
silent     | blocked home      | . . . . . . . . . . . . . . x . . .
silent     | no longer there   | . . . . . . . . . . . . . . x . . .
silent     | groups unreadable | . . . . . . . . . . . . . . x . . .
silent     | people unreadable | . . . . . . . . . . . . . . x . . .
silent     | not known now     | w w w w w w w w w w w w w w w w w w
`;

const cells = table
  .trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));

describe('access on Slack', () => {
  test('has a row for every rule and standing', () => {
    const rules = [...new Set(cells.map(([rule]) => rule))];
    const wanted = rules.flatMap((rule) => Object.keys(standings).map((who) => [rule, who]));
    expect(cells.map(([rule, who]) => [rule, who])).toEqual(wanted);
  });

  test.each(cells)('%s: %s', async (rule = '', who = '', expected = '') => {
    expect(await outcomesOf(() => openSlackAccess(rule, who), expected)).toBe(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { outcomesOf } from '../../contracts/access-outcomes.ts';
import { openDiscordAccess, standings } from './discord-access-world.ts';

/**
 * Who is let in on Discord, by rule, by standing, and by each way to ask: mention, message, follow-up, written, slash ask, slash models, message menu, button, menu, form sent, form, retry, export, stop, edit, suggestion, resumed, parked.
 * `A`: what was asked for. `d`: a denial for the asker alone, and nothing is stored. `.`: nothing at all. `x`: nothing, and the edited question is
 * forgotten. `w`: nothing yet, it is tried again. `-`: nothing, now or for good. `!`: what must not be. What rules say to each other is in test/core/turn/access-table.test.ts.
 */
const table = `
members    | member                        | A A A A A A A A A A A A A A A A A A
members    | guest                         | d d d d d d d d d d d d d . x . d d
members    | kicked                        | d d d d d d d d d d d d d . x . d d
members    | staff                         | A A A A A A A A A A A A A A A A A A
members    | a named guest                 | d d d d d d d d d d d d d . x . d d
members    | blocked person                | d d d d d d d d d d d d d . x . d d
members    | blocked role                  | d d d d d d d d d d d d d . x . d d
members    | blocked role elsewhere        | d d d d d d d d d d d d d . x . d d
members    | member of a blocked guild too | d d d d d d d d d d d d d . x . d d
members    | not known now                 | w w w w w w w w w w w w w - w . w w
everybody  | member                        | A A A A A A A A A A A A A A A A A A
everybody  | guest                         | A A A A A A A A A A A A A A A A A A
everybody  | kicked                        | A A A A A A A A A A A A A A A A A A
everybody  | staff                         | A A A A A A A A A A A A A A A A A A
everybody  | a named guest                 | A A A A A A A A A A A A A A A A A A
everybody  | blocked person                | d d d d d d d d d d d d d . x . d d
everybody  | blocked role                  | d d d d d d d d d d d d d . x . d d
everybody  | blocked role elsewhere        | d d d d d d d d d d d d d . x . d d
everybody  | member of a blocked guild too | d d d d d d d d d d d d d . x . d d
everybody  | not known now                 | w w w w w w w w w w w w w - w . w w
staff only | member                        | d d d d d d d d d d d d d . x . d d
staff only | guest                         | d d d d d d d d d d d d d . x . d d
staff only | kicked                        | d d d d d d d d d d d d d . x . d d
staff only | staff                         | A A A A A A A A A A A A A A A A A A
staff only | a named guest                 | A A A A A A A A A A A A A A A A A A
staff only | blocked person                | d d d d d d d d d d d d d . x . d d
staff only | blocked role                  | d d d d d d d d d d d d d . x . d d
staff only | blocked role elsewhere        | d d d d d d d d d d d d d . x . d d
staff only | member of a blocked guild too | d d d d d d d d d d d d d . x . d d
staff only | not known now                 | w w w w w w w w w w w w w - w . w w
silent     | member                        | A A A A A A A A A A A A A A A A A A
silent     | guest                         | . . . . . . . . . . . . . . x . . .
silent     | kicked                        | . . . . . . . . . . . . . . x . . .
silent     | staff                         | A A A A A A A A A A A A A A A A A A
silent     | a named guest                 | . . . . . . . . . . . . . . x . . .
silent     | blocked person                | . . . . . . . . . . . . . . x . . .
silent     | blocked role                  | . . . . . . . . . . . . . . x . . .
silent     | blocked role elsewhere        | . . . . . . . . . . . . . . x . . .
silent     | member of a blocked guild too | . . . . . . . . . . . . . . x . . .
silent     | not known now                 | w w w w w w w w w w w w w - w . w w
`;

const cells = table
  .trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));

describe('access on Discord', () => {
  test('has a row for every rule and standing', () => {
    const rules = [...new Set(cells.map(([rule]) => rule))];
    const wanted = rules.flatMap((rule) => Object.keys(standings).map((who) => [rule, who]));
    expect(cells.map(([rule, who]) => [rule, who])).toEqual(wanted);
  });

  test.each(cells)('%s: %s', async (rule = '', who = '', expected = '') => {
    expect(await outcomesOf(() => openDiscordAccess(rule, who), expected)).toBe(expected);
  });
});

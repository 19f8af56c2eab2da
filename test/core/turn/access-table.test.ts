import { describe, expect, test } from 'vitest';
import { askers, outcomesOf, rules, ways } from './access-world.ts';

/**
 * Who is let in, by rule, by standing, and by each way to ask, in the order of `ways`: mention, message, follow-up, written, slash ask, shortcut, retry, parked, command, button, menu, form, whole, forget, edit, suggestion, greeting, stop.
 * The letters are explained at `outcomesOf`.
 */
const table = `
members       | member            | A A A A A A A A A A A A A A A A A A
members       | guest             | d d d d d d d d d d d d d d x . . .
members       | stranger          | d d d d d d d d d d d d d d x . . .
members       | staff             | A A A A A A A A A A A A A A A A A A
members       | a named guest     | d d d d d d d d d d d d d d x . . .
members       | blocked person    | d d d d d d d d d d d d d d x . . .
members       | blocked group     | d d d d d d d d d d d d d d x . . .
members       | blocked home      | d d d d d d d d d d d d d d x . . .
members       | blocked elsewhere | d d d d d d d d d d d d d d x . . .
members       | kicked            | d d d d d d d d d d d d d d x . . .
members       | groups unreadable | d d d d d d d d d d d d d d x . . .
members       | home unreadable   | d d d d d d d d d d d d d d x . . .
members       | not known now     | w w w w w w w w w w w w w w w . w .
and guests    | member            | A A A A A A A A A A A A A A A A A A
and guests    | guest             | A A A A A A A A A A A A A A A A A A
and guests    | stranger          | d d d d d d d d d d d d d d x . . .
and guests    | staff             | A A A A A A A A A A A A A A A A A A
and guests    | a named guest     | A A A A A A A A A A A A A A A A A A
and guests    | blocked person    | d d d d d d d d d d d d d d x . . .
and guests    | blocked group     | d d d d d d d d d d d d d d x . . .
and guests    | blocked home      | d d d d d d d d d d d d d d x . . .
and guests    | blocked elsewhere | d d d d d d d d d d d d d d x . . .
and guests    | kicked            | d d d d d d d d d d d d d d x . . .
and guests    | groups unreadable | d d d d d d d d d d d d d d x . . .
and guests    | home unreadable   | d d d d d d d d d d d d d d x . . .
and guests    | not known now     | w w w w w w w w w w w w w w w . w .
and strangers | member            | A A A A A A A A A A A A A A A A A A
and strangers | guest             | d d d d d d d d d d d d d d x . . .
and strangers | stranger          | A A A A A A A A A A A A A A A A A A
and strangers | staff             | A A A A A A A A A A A A A A A A A A
and strangers | a named guest     | d d d d d d d d d d d d d d x . . .
and strangers | blocked person    | d d d d d d d d d d d d d d x . . .
and strangers | blocked group     | d d d d d d d d d d d d d d x . . .
and strangers | blocked home      | d d d d d d d d d d d d d d x . . .
and strangers | blocked elsewhere | d d d d d d d d d d d d d d x . . .
and strangers | kicked            | A A A A A A A A A A A A A A A A A A
and strangers | groups unreadable | d d d d d d d d d d d d d d x . . .
and strangers | home unreadable   | d d d d d d d d d d d d d d x . . .
and strangers | not known now     | w w w w w w w w w w w w w w w . w .
everybody     | member            | A A A A A A A A A A A A A A A A A A
everybody     | guest             | A A A A A A A A A A A A A A A A A A
everybody     | stranger          | A A A A A A A A A A A A A A A A A A
everybody     | staff             | A A A A A A A A A A A A A A A A A A
everybody     | a named guest     | A A A A A A A A A A A A A A A A A A
everybody     | blocked person    | d d d d d d d d d d d d d d x . . .
everybody     | blocked group     | d d d d d d d d d d d d d d x . . .
everybody     | blocked home      | d d d d d d d d d d d d d d x . . .
everybody     | blocked elsewhere | d d d d d d d d d d d d d d x . . .
everybody     | kicked            | A A A A A A A A A A A A A A A A A A
everybody     | groups unreadable | d d d d d d d d d d d d d d x . . .
everybody     | home unreadable   | d d d d d d d d d d d d d d x . . .
everybody     | not known now     | w w w w w w w w w w w w w w w . w .
staff only    | member            | d d d d d d d d d d d d d d x . . .
staff only    | guest             | d d d d d d d d d d d d d d x . . .
staff only    | stranger          | d d d d d d d d d d d d d d x . . .
staff only    | staff             | A A A A A A A A A A A A A A A A A A
staff only    | a named guest     | A A A A A A A A A A A A A A A A A A
staff only    | blocked person    | d d d d d d d d d d d d d d x . . .
staff only    | blocked group     | d d d d d d d d d d d d d d x . . .
staff only    | blocked home      | d d d d d d d d d d d d d d x . . .
staff only    | blocked elsewhere | d d d d d d d d d d d d d d x . . .
staff only    | kicked            | d d d d d d d d d d d d d d x . . .
staff only    | groups unreadable | d d d d d d d d d d d d d d x . . .
staff only    | home unreadable   | d d d d d d d d d d d d d d x . . .
staff only    | not known now     | w w w w w w w w w w w w w w w . w .
home only     | member            | A A A A A A A A A A A A A A A A A A
home only     | guest             | d d d d d d d d d d d d d d x . . .
home only     | stranger          | d d d d d d d d d d d d d d x . . .
home only     | staff             | A A A A A A A A A A A A A A A A A A
home only     | a named guest     | d d d d d d d d d d d d d d x . . .
home only     | blocked person    | d d d d d d d d d d d d d d x . . .
home only     | blocked group     | d d d d d d d d d d d d d d x . . .
home only     | blocked home      | d d d d d d d d d d d d d d x . . .
home only     | blocked elsewhere | d d d d d d d d d d d d d d x . . .
home only     | kicked            | d d d d d d d d d d d d d d x . . .
home only     | groups unreadable | d d d d d d d d d d d d d d x . . .
home only     | home unreadable   | d d d d d d d d d d d d d d x . . .
home only     | not known now     | w w w w w w w w w w w w w w w . w .
silent        | member            | A A A A A A A A A A A A A A A A A A
silent        | guest             | . . . . . . . . . . . . . . x . . .
silent        | stranger          | . . . . . . . . . . . . . . x . . .
silent        | staff             | A A A A A A A A A A A A A A A A A A
silent        | a named guest     | . . . . . . . . . . . . . . x . . .
silent        | blocked person    | . . . . . . . . . . . . . . x . . .
silent        | blocked group     | . . . . . . . . . . . . . . x . . .
silent        | blocked home      | . . . . . . . . . . . . . . x . . .
silent        | blocked elsewhere | . . . . . . . . . . . . . . x . . .
silent        | kicked            | . . . . . . . . . . . . . . x . . .
silent        | groups unreadable | . . . . . . . . . . . . . . x . . .
silent        | home unreadable   | . . . . . . . . . . . . . . x . . .
silent        | not known now     | w w w w w w w w w w w w w w w . w .
`;

const cells = table
  .trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));

describe('access', () => {
  test('has a cell for every rule, standing and way', () => {
    const wanted = Object.keys(rules).flatMap((rule) => Object.keys(askers).map((who) => [rule, who]));
    expect(cells.map(([rule, who]) => [rule, who])).toEqual(wanted);
    for (const [, , row = ''] of cells) expect(row.split(' ')).toHaveLength(Object.keys(ways).length);
  });

  test.each(cells)('%s: %s', async (rule = '', who = '', expected = '') => {
    const set = rules[rule];
    if (!set) throw new Error(`there is no rule "${rule}"`);
    expect(await outcomesOf(set, askers[who])).toBe(expected);
  });
});

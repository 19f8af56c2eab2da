import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secrets } from '../../src/operate/secrets.ts';

const json = (text: string): string => JSON.stringify(text).slice(1, -1);
/** Long enough to be none of the words around it, with all that needs escaping somewhere. */
const secret = fc.string({
  unit: fc.constantFrom(...Array.from('ABCDEFGHIJ0123456789"\\+/=-_%& ä€😀\n')),
  minLength: 8,
  maxLength: 80,
});

describe('the scrubber', () => {
  test('lets no text through that holds a secret, in whichever way it is spelt', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const { scrub } = new Secrets([value]);
        for (const spelt of [value, json(value), json(json(value)), encodeURIComponent(value)])
          expect(scrub(`${before}${spelt}${after}`)).not.toContain(spelt);
      }),
    );
  });

  test('lets none of several secrets through, also where one is a part of another', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 2, maxLength: 6 }), (values) => {
        const all = [...values, `${values[0] ?? ''}${values[1] ?? ''}`];
        const { scrub } = new Secrets(all);
        const scrubbed = scrub(JSON.stringify(all));
        for (const value of all) expect(scrubbed).not.toContain(json(value));
      }),
    );
  });

  test('leaves a text alone that holds none', () => {
    expect(new Secrets(['xoxb-12345678', 'short', '']).scrub('a short text, xoxb-1234')).toBe(
      'a short text, xoxb-1234',
    );
  });

  test('lets no token of Slack through that no setting names, such as those of workspaces that have installed the bot', () => {
    const { scrub } = new Secrets();
    expect(scrub('Bearer xoxb-123-456-AbC, xoxe.xoxb-1-MiOiZ9, xoxe-1-My0xLTEy')).toBe(
      'Bearer [secret], [secret], [secret]',
    );
    expect(scrub('tokens begin with xoxb- or xapp-')).toBe('tokens begin with xoxb- or xapp-');
  });

  test('knows the newest ten tokens that it was told of, and the settings for good', () => {
    const secrets = new Secrets(['the-setting']);
    for (let n = 10; n <= 20; n += 1) secrets.learnToken(`token-number-${n}`);
    expect(secrets.scrub('the-setting token-number-10 token-number-11 token-number-20')).toBe(
      '[secret] token-number-10 [secret] [secret]',
    );
  });
});

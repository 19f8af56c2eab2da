import fc from 'fast-check';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BotError } from '../../src/core/errors.ts';
import { createLog, describeError } from '../../src/operate/log.ts';
import { Secrets } from '../../src/operate/secrets.ts';

const logTo = (values: string[]) => {
  const secrets = new Secrets(values);
  const file = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'deep', 'bot.log');
  return { secrets, log: createLog({ level: 'info', secrets, file }), read: () => readFileSync(file, 'utf8') };
};

test('lines are JSON with level, time, bound fields and the sentence, on disk as soon as they are written', () => {
  const { log, read } = logTo([]);
  log.child({ turn: 't1' }).info({ model: 'm' }, 'answered');
  log.debug({}, 'not at this level');
  const lines = read().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', turn: 't1', model: 'm', msg: 'answered' });
});

test('a secret is cut out wherever it stands: sentence, field, stack, cause, address', () => {
  const secret = 'xoxb-1234-very"secret+/=';
  const { log, read } = logTo([secret]);
  const cause = new Error(`refused ${secret}`);
  const err = new BotError('platform-failed', `https://host/?token=${encodeURIComponent(secret)}`, { cause });
  log.error({ err, token: secret, deep: { list: [secret] } }, `with ${secret}`);
  expect(read()).not.toContain('1234-very');
  expect(read()).toContain('[secret]');
});

test('no line holds a secret, wherever in fields, errors and causes it was', () => {
  const { log, read, secrets } = logTo([]);
  const said: string[] = [];
  // Hexadecimal, so that no other word of a line is taken for it.
  const secret = fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 24, maxLength: 24 }),
      fc.string(),
    )
    .map(([core, tail]) => `xoxb-${core}${tail.toWellFormed()}`);
  const around = fc.tuple(fc.string(), fc.string());
  fc.assert(
    fc.property(secret, around, fc.integer({ min: 0, max: 5 }), (value, [before, after], depth) => {
      said.push(value);
      secrets.learn([value]);
      const text = `${before}${value}${after}`;
      let err = new Error(text);
      let field: unknown = JSON.stringify({ [text]: text });
      for (let level = 0; level < depth; level += 1) {
        err = new BotError('platform-failed', `around ${text}`, { cause: err });
        field = level % 2 === 0 ? { [text]: field } : [field, text];
      }
      log.child({ bound: text }).error({ err, field }, text);
    }),
    { numRuns: 200 },
  );
  const lines = read();
  expect(said.filter((value) => lines.includes(value.slice(0, 29)))).toEqual([]);
});

test('what an SDK hangs onto its errors stays out of the log', () => {
  const error = Object.assign(new Error('refused'), {
    code: 50_013,
    status: 403,
    requestBody: { json: { content: 'MARKER what somebody wrote' } },
    headers: { authorization: 'Bearer MARKER' },
  });
  const described = describeError(new BotError('platform-failed', 'not allowed', { cause: error }));
  expect(JSON.stringify(described)).not.toContain('MARKER');
  expect(described).toMatchObject({ type: 'BotError', code: 'platform-failed', cause: { code: 50_013, status: 403 } });
});

test('what the language says of a mistake quotes what was being read, and stays out of the log; where it was made is in it', () => {
  const thrown = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };
  const words = 'MARKER-WORDS\n    at somewhere (MARKER-LINE)';
  const errors = [
    thrown(() => JSON.parse(words)),
    thrown(() => 'key' in (words as unknown as object)),
    thrown(() => new URL('', words)),
    thrown(() => Buffer.from('').fill('a', 0, 0, words as BufferEncoding)),
    new BotError('store-failed', 'the store failed', { cause: thrown(() => JSON.parse(words)) }),
  ];
  for (const error of errors) {
    const described = describeError(error);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(described)).not.toContain('MARKER');
    expect(described.stack).toContain('log.test.ts');
  }
});

import fc from 'fast-check';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BotError } from '../src/core/errors.ts';
import { createLog, createScrubber, describeError } from '../src/log.ts';

const logTo = (secrets: string[]) => {
  const file = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'deep', 'bot.log');
  return { log: createLog({ level: 'info', secrets, file }), read: () => readFileSync(file, 'utf8') };
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

test('no text that holds a secret survives the scrubber', () => {
  const secret = fc.string({
    unit: fc.constantFrom(...Array.from('ABCDEFGHIJ0123456789"+/=-_ä')),
    minLength: 8,
    maxLength: 60,
  });
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
      const scrub = createScrubber([value]);
      for (const spelt of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
        expect(scrub(`${before}${spelt}${after}`)).not.toContain(spelt);
    }),
  );
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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCall, writeCall } from '../../../src/core/commands/call-line.ts';

test('a call comes back as it was written, whatever its arguments hold', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(
      name,
      fc.dictionary(name, fc.string({ maxLength: 4, unit: 'grapheme' }), { maxKeys: 1 }),
      (command, args) => {
        const call = { command, args: { ...args } };
        let line: string;
        try {
          line = writeCall(call);
        } catch (error) {
          return error instanceof RangeError;
        }
        expect(readCall(line)).toEqual(call);
        return true;
      },
    ),
  );
});

test('a call too long for a button is refused when it is written', () => {
  expect(() => writeCall({ command: 'use', args: { model: 'x'.repeat(100) } })).toThrow(RangeError);
});

test.each(['', 'Stop', 'stop turn', 'stop =x', 'stop turn=%zz', 'x'.repeat(91)])('%j is no call', (line) => {
  expect(readCall(line)).toBeUndefined();
});

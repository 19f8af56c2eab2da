import fc from 'fast-check';
import { jsonSerializer } from 'keyv';
import { expect, test } from 'vitest';
import { recordSerializer } from '../../../../src/adapters/storage/records/record-serializer.ts';

const text = fc.oneof(fc.string(), fc.constantFrom(':', '::', ':base64:', ':bigint:1', ',":', '[":', '\\', '"', ':"'));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
})).any;

test('what is written is what Keyv writes, and each reads what the other one has written', () => {
  fc.assert(
    fc.property(value, (any) => {
      const record = { value: any };
      expect(recordSerializer.stringify(record)).toBe(jsonSerializer.stringify(record));
      expect(recordSerializer.parse(jsonSerializer.stringify(record))).toEqual(
        jsonSerializer.parse(jsonSerializer.stringify(record)),
      );
    }),
    { numRuns: 1_000 },
  );
});

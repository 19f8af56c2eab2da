import { expect, test } from 'vitest';
import { findsIn } from '../tools/explore/finds.ts';

const passed = { status: 'passed', fullName: 'a holds', failureMessages: [] };
const failed = {
  status: 'failed',
  fullName: 'b holds',
  failureMessages: [
    'Error: Property failed after 7 tests\n{ seed: 1, path: "6:2" }\nCounterexample: ["x"]\n    at b.ts:1:1',
  ],
};

test('a find is told with seed, path and example, and without the stack', () => {
  const results = [
    { name: '/a.test.ts', message: '', status: 'passed', assertionResults: [passed] },
    { name: '/b.test.ts', message: '', status: 'failed', assertionResults: [passed, failed] },
    { name: '/c.test.ts', message: 'cannot be loaded', status: 'failed', assertionResults: [] },
  ];
  expect(findsIn(JSON.stringify({ testResults: results }))).toEqual([
    {
      file: '/b.test.ts',
      test: 'b holds',
      message: 'Error: Property failed after 7 tests\n{ seed: 1, path: "6:2" }\nCounterexample: ["x"]',
    },
    { file: '/c.test.ts', test: 'the file itself', message: 'cannot be loaded' },
  ]);
});

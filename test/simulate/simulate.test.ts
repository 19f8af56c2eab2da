import { expect, test } from 'vitest';
import { drawDay } from '../../tools/simulate/draw-day.ts';
import { figuresOf } from '../../tools/simulate/figures.ts';
import { simulateDay } from '../../tools/simulate/simulate-day.ts';

test('a morning of many people with an outage: everybody is answered, the budget is kept and used, waits are calm', async () => {
  const day = await simulateDay({
    people: 80,
    firstHour: 8,
    hours: 3,
    seed: 3,
    requestsPerMinute: 10,
    concurrency: 10,
    questionsPerPerson: 10,
  });
  const { questions, unanswered, failed, tooMany, busiestMinute, budgetUsed, edits } = figuresOf(day);
  expect(questions).toBeGreaterThan(100);
  expect({ unanswered, failed, tooMany }).toEqual({ unanswered: 0, failed: 0, tooMany: 0 });
  expect(busiestMinute).toBeLessThanOrEqual(10);
  expect(budgetUsed).toBeGreaterThan(0.9);
  expect(edits.upTo3min).toBeLessThanOrEqual(8);
  expect(edits.upTo3h).toBeLessThanOrEqual(30);
  expect(drawDay(day).match(/<circle[^>]*r="2\.2"/g)).toHaveLength(questions);
});

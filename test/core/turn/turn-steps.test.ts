import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PhaseEvent } from '../../../src/core/ports/phase.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { logTurn } from '../../../src/operate/turn-line.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import type { LogLine } from '../../doubles/quiet-log.ts';

let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
});
afterEach(() => bot.close());

const ask = async (input: string): Promise<void> => {
  const { platform } = await bot.process();
  await platform.arrive({ id: 't1', input, personId: 'ada' });
  await bot.settle();
};
const waking = (since: number): PhaseEvent => ({
  type: 'phase',
  name: 'waking',
  start: { since, fromMs: 60_000, toMs: 120_000, starts: 9 },
});

test('a question leaves one record: how it ended, and when each step of it was', async () => {
  bot.gateway.script(async function* slow() {
    yield waking(bot.clock.now());
    await bot.clock.sleep(90_000);
    yield { type: 'phase', name: 'running' };
    await bot.clock.sleep(2_000);
    yield { type: 'text', text: 'Because of a secret.' };
    await bot.clock.sleep(3_000);
    yield { type: 'end', reason: 'stop', tokensIn: 12, tokensOut: 5 };
  });
  await ask('why, in secret?');
  await bot.clock.advance(100_000, 500);
  await bot.settle();
  const lines: LogLine[] = [];
  for (const record of bot.records) logTurn(quietLog(lines), record);
  expect(lines).toEqual([
    {
      level: 'info',
      message: 'turn over',
      fields: {
        turn: 't1',
        platform: 'test',
        conversation: expect.any(String) as unknown,
        kind: 'question',
        result: 'answered',
        model: 'acme/chat',
        deaths: 0,
        tokensIn: 12,
        tokensOut: 5,
        seconds: 95,
        steps: { first_sign: 0, waking: 0, running: 90, first_token: 92 },
      },
    },
  ]);
  expect(JSON.stringify(bot.records)).not.toContain('secret');
  const figures = await bot.metrics.render();
  expect(figures).toContain('aitta_bot_phase_seconds_sum{platform="test",phase="running"} 90');
  expect(figures).toContain('aitta_bot_first_token_seconds_sum{platform="test"} 92');
  expect(figures).toContain('aitta_bot_start_estimates_total{result="within"} 1');
  expect(figures).toContain('aitta_bot_start_estimate_error_seconds_sum 0');
});

test.each([
  [30_000, 'earlier', 30],
  [150_000, 'later', 30],
])('a start of %i ms where 60 to 120 s were told is %s', async (tookMs, result, missed) => {
  bot.gateway.script(async function* start() {
    yield waking(bot.clock.now());
    await bot.clock.sleep(tookMs);
    yield { type: 'phase', name: 'running' };
    yield { type: 'text', text: 'Yes.' };
    yield { type: 'end', reason: 'stop' };
  });
  await ask('well?');
  await bot.clock.advance(tookMs + 1_000, 1_000);
  const figures = await bot.metrics.render();
  expect(figures).toContain(`aitta_bot_start_estimates_total{result="${result}"} 1`);
  expect(figures).toContain(`aitta_bot_start_estimate_error_seconds_sum ${missed}`);
});

test('what is stopped is told as stopped, a command as a command', async () => {
  const { platform } = await bot.process();
  bot.gateway.script(hanging(waking(0)).script);
  await platform.arrive({ id: 't1', input: 'why?', personId: 'ada' });
  await bot.settle();
  await platform.arrive({ id: 't2', input: 'stop', personId: 'ada' });
  await bot.settle();
  await bot.clock.advance(3_000, 100);
  await bot.settle();
  const told = bot.records.map(({ turn, result }) => `${turn} ${result}`).toSorted();
  expect(told).toEqual(['t1 stopped', 't2 command']);
  expect(await bot.metrics.render()).toContain('aitta_bot_answers_total{platform="test",result="stopped"} 1');
});

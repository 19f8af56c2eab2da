import { expect, onTestFinished, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import type { SeenRequest, Standin } from '../../src/standin/standin.ts';
import { letPass, passTime, startWithStandin } from '../adapters/aitta/gateway-bench.ts';
import { SmallBot } from '../doubles/small-bot.ts';

const PER_MINUTE = 20;
const CONCURRENCY = 4;
const BUSY = 30;
const OTHERS = ['ben', 'cem', 'dan', 'eva', 'fay', 'gil', 'hal', 'ida', 'jan'];
const BACK = english.waiting.backAgain.trim();
const ASK_EVERY_MS = 4_000;
const DOWN_MS = 10 * 60_000;

interface Trouble {
  what: string;
  begin: (standin: Standin) => void;
  end: (standin: Standin) => void;
  isRestarted?: true;
}
const HOUR = { lastsMs: 60 * 60_000, reason: 'new disks' };
const TROUBLES: Trouble[] = [
  {
    what: 'an outage',
    begin: (standin) => void standin.addFault({ kind: 'html-502' }),
    end: (standin) => standin.clearFaults(),
  },
  {
    what: 'an outage in which the bot is restarted',
    begin: (standin) => void standin.addFault({ kind: 'html-502' }),
    end: (standin) => standin.clearFaults(),
    isRestarted: true,
  },
  {
    what: 'maintenance that is over before its time',
    begin: (standin) => standin.setDowntimes([{ inMs: 0, ...HOUR }]),
    end: (standin) => standin.setDowntimes([]),
  },
];

const openBot = async () => {
  const bot = new SmallBot();
  onTestFinished(() => bot.close());
  const { gateway, standin, again } = await startWithStandin(
    { pace: { firstTokenMs: 500, pieceMs: 500 } },
    {
      clock: bot.clock,
      budget: { requestsPerMinute: PER_MINUTE, concurrency: CONCURRENCY },
      scenario: { rateLimit: { perMinute: PER_MINUTE, concurrent: CONCURRENCY } },
    },
  );
  bot.otherGateway = gateway;
  await gateway.models();
  return { bot, standin, gateway, again, process: await bot.process() };
};

/** Whose question was asked of the model, as "ada 1". */
const askedIn = ({ chat }: SeenRequest): string =>
  /repeat: (\w+ \d+)/.exec(JSON.stringify(chat?.messages.at(-1)))?.[1] ?? '';

const mostWithin = (ms: number, times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));

test.each(TROUBLES)(
  'after $what all who waited are answered within the budget, people in turn, oldest questions first',
  async ({ begin, end, isRestarted }) => {
    const { bot, standin, gateway, again, process } = await openBot();
    begin(standin);
    const ask = async (personId: string, nth: number): Promise<void> => {
      const id = `${personId} ${nth}`;
      const question = { id, conversation: id, personId, input: `repeat: ${id}`, at: bot.clock.now() };
      await process.platform.arrive(question);
      await letPass(bot.clock, ASK_EVERY_MS);
    };
    for (let nth = 1; nth <= BUSY; nth += 1) {
      await ask('ada', nth);
      const other = OTHERS[nth - BUSY + OTHERS.length];
      if (other !== undefined) await ask(other, 1);
    }
    await letPass(bot.clock, DOWN_MS / 2);
    if (isRestarted) {
      const stopped = process.turns.stop(0);
      await letPass(bot.clock, 5_000);
      await stopped;
      await gateway.close();
      bot.otherGateway = again().gateway;
      await bot.process('b');
    }
    await letPass(bot.clock, DOWN_MS / 2);
    const saysOtherwise = bot.service.messages.filter(({ versions }) => versions.some((text) => text.includes(BACK)));
    expect(saysOtherwise).toEqual([]);
    const endedAt = bot.clock.now();
    end(standin);
    const answered = (): number => new Set(bot.service.texts.filter((text) => /^(\w+ \d+)\n/.test(text))).size;
    await passTime(bot.clock, () => answered() === BUSY + OTHERS.length, { mostMs: 5 * 60_000 });
    const since = standin.requests.filter(({ at }) => at >= endedAt);
    expect(standin.requests.filter(({ status }) => status === 429)).toEqual([]);
    expect(
      mostWithin(
        60_000,
        since.map(({ at }) => at),
      ),
    ).toBeLessThanOrEqual(PER_MINUTE);
    const order = since.filter(({ chat }) => chat !== undefined).map(askedIn);
    const first = order.slice(0, OTHERS.length + 2);
    expect(first.filter((each) => !each.startsWith('ada'))).toEqual(OTHERS.map((person) => `${person} 1`));
    expect(order.filter((each) => each.startsWith('ada'))).toEqual(
      Array.from({ length: BUSY }, (_, index) => `ada ${index + 1}`),
    );
  },
  60_000,
);

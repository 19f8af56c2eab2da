import { AITTA } from '../../src/core/sentences/named-service.ts';
import { SqliteDatabase } from '../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { StoredTurnQueue } from '../../src/adapters/storage/turns/stored-turn-queue.ts';
import { pause } from '../../src/async/pause.ts';
import { loadConfig } from '../../src/config.ts';
import { openMemories } from '../../src/core/memory/memories.ts';
import type { TurnMeter } from '../../src/core/ports/operator.ts';
import { openToMembers } from '../../src/core/turn/access.ts';
import { Conversation } from '../../src/core/turn/conversation.ts';
import { Limits, noLimits } from '../../src/core/turn/limits.ts';
import type { ModelService } from '../../src/model-service/model-service.ts';
import { openModelService } from '../../src/model-service/open-model-service.ts';
import { Secrets } from '../../src/operate/secrets.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { ScenarioModel, SeenRequest, Standin } from '../../src/standin/standin.ts';
import { openRecords } from '../../test/doubles/open-records.ts';
import { quietLog } from '../../test/doubles/quiet-log.ts';
import { ObservedGateway } from './observed-gateway.ts';
import type { ToldStart } from './observed-gateway.ts';
import { Dice, HOUR_MS, MINUTE_MS, MODELS, planDay, SECOND_MS } from './plan-day.ts';
import type { DayOptions, PlannedDay } from './plan-day.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { SimulatedPlatform } from './simulated-platform.ts';
import type { SeenQuestion } from './simulated-platform.ts';

/** Of one moment, every few seconds. */
export interface Sample {
  atMs: number;
  /** Questions that were asked and are not answered. */
  open: number;
  /** Of these, those that wait because the shared budget is used up. */
  waiting: number;
}

export interface Request {
  atMs: number;
  status: number | undefined;
}

export interface SimulatedDay {
  options: DayOptions;
  plan: PlannedDay;
  questions: readonly SeenQuestion[];
  requests: readonly Request[];
  told: readonly ToldStart[];
  samples: readonly Sample[];
}

const START = Date.parse('2026-11-24T00:00:00Z');
const SAMPLE_MS = 5 * SECOND_MS;
/** Starts of a model differ by about this factor, either way: the queue of a supercomputer is not the same all day. */
const START_SPREAD = 0.25;
const REDRAW_MS = 5 * MINUTE_MS;
/** What is still open then is told as that. */
const AFTERWARDS_MS = 2 * HOUR_MS;
const RETENTION_MS = 30 * 24 * HOUR_MS;
const noMeter: TurnMeter = { count: () => undefined, observe: () => undefined, record: () => undefined };
/** An answer of 900 characters takes about ten seconds. */
const PACE = { firstTokenMs: 800, pieceMs: 500, pieceTokens: 12 };

/** A day of many people on the real core and the real gateway, with the stand-in for Aitta, in driven time. */
export const simulateDay = async (options: DayOptions, onHour?: (hour: number) => void): Promise<SimulatedDay> => {
  const clock = new SimulatedClock(START);
  const plan = planDay(options);
  const requests: Request[] = [];
  const standin = createStandin({
    clock,
    scenario: {
      models: MODELS.map((model) => modelOf(model, 1)),
      users: [{ name: 'bot', tokens: [STANDIN_TOKEN] }],
      rateLimit: { perMinute: options.requestsPerMinute },
    },
    onAnswered: ({ at, status }: SeenRequest) => {
      clock.note();
      requests.push({ atMs: at - START, status });
    },
  });
  const { url } = await standin.listen();
  const platform = new SimulatedPlatform(clock);
  const bot = await openBot({ url, clock, platform, options });
  const samples: Sample[] = [];
  const scene = { clock, standin, plan, platform, samples, bot };
  const ended = new AbortController();
  const watching = bot.aitta.watch(ended.signal);
  const acts = [askAll(scene), breakDown(scene), vary(scene, options, ended.signal), sample(scene, ended.signal)];
  for (let hour = 1; hour <= options.hours; hour += 1) {
    await clock.runUntil(hour * HOUR_MS);
    onHour?.(hour);
  }
  const until = clock.monotonic() + AFTERWARDS_MS;
  while (clock.monotonic() < until && platform.open > 0) await clock.runUntil(clock.monotonic() + MINUTE_MS);
  ended.abort();
  const closing = bot.close().then(() => Promise.all([watching, ...acts]));
  await clock.runUntil(clock.monotonic() + HOUR_MS);
  await closing;
  await standin.close();
  return { options, plan, questions: [...platform.questions.values()], requests, told: bot.gateway.told, samples };
};

const modelOf = ({ id, ...times }: (typeof MODELS)[number], factor: number): ScenarioModel => ({
  id,
  window: 32_768,
  pace: PACE,
  workers: {
    state: id === MODELS[0]?.id ? 'running' : 'offline',
    requestedMs: Math.round(times.requestedMs * factor),
    startingMs: Math.round(times.startingMs * factor),
    lifetimeMs: times.lifetimeMs,
  },
});

interface Bot {
  aitta: ModelService;
  gateway: ObservedGateway;
  close: () => Promise<void>;
}

const openBot = async (parts: {
  url: string;
  clock: SimulatedClock;
  platform: SimulatedPlatform;
  options: DayOptions;
}): Promise<Bot> => {
  const { url, clock, platform, options } = parts;
  const log = quietLog();
  const config = loadConfig({
    AITTA_API_URL: url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    AITTA_REQUESTS_PER_MINUTE: String(options.requestsPerMinute),
    AITTA_CONCURRENCY: String(options.concurrency),
    STORE_URL: 'memory:',
    WEB: 'off',
  });
  const database = new SqliteDatabase(':memory:');
  const openStore = openRecords(database, clock);
  const aitta = await openModelService(config, { clock, log, meter: noMeter, secrets: new Secrets(), openStore });
  const gateway = new ObservedGateway(aitta.gateway, clock);
  const turns = new StoredTurnQueue({ table: new SqliteTurnTable(database), owner: 'simulation', clock, log });
  const conversation = new Conversation({
    turns,
    platform: async () => platform,
    gateway,
    memories: openMemories(openStore, clock, RETENTION_MS),
    access: openToMembers,
    limits: new Limits(openStore, { clock, rules: noLimits }),
    operator: {
      model: MODELS[0]?.id,
      systemPrompt: undefined,
      service: AITTA,
      contextTokens: undefined,
      managers: [],
      language: 'en',
      notice: undefined,
      oldQuestionMs: config.oldQuestionMs,
      notifyAfterMs: config.notifyAfterMs,
      forgetsAtEnd: true,
      footer: 'model',
      feedback: 'off',
      thinking: 'hidden',
    },
    elsewhere: { ofPerson: async () => ({}), forgetPerson: async () => 0, forgetTurns: async () => undefined },
    compact: async () => true,
    clock,
    log,
    meter: noMeter,
  });
  await platform.start(conversation);
  conversation.begin();
  const close = async (): Promise<void> => {
    await turns.stop(0);
    await aitta.close();
    database.close();
  };
  return { aitta, gateway, close };
};

interface Scene {
  clock: SimulatedClock;
  standin: Standin;
  plan: PlannedDay;
  platform: SimulatedPlatform;
  samples: Sample[];
  bot: Bot;
}

const sleepUntil = async (clock: SimulatedClock, atMs: number): Promise<void> => {
  await clock.sleep(Math.max(0, atMs - clock.monotonic()));
};

const askAll = async ({ clock, plan, platform }: Scene): Promise<void> => {
  for (const { atMs, person, model, length } of plan.questions) {
    await sleepUntil(clock, atMs);
    await platform.ask({ person, model, text: `${length} characters, please` });
  }
};

const breakDown = async ({ clock, standin, plan: { outages, maintenance } }: Scene): Promise<void> => {
  const breaks = maintenance === undefined ? [] : [{ ...maintenance, isPlanned: true }];
  const all = [...outages.map((span) => ({ ...span, isPlanned: false })), ...breaks].toSorted(
    (a, b) => a.fromMs - b.fromMs,
  );
  for (const { fromMs, toMs, isPlanned } of all) {
    if (isPlanned) {
      await sleepUntil(clock, fromMs - HOUR_MS);
      standin.setDowntimes([{ inMs: HOUR_MS, lastsMs: toMs - fromMs, reason: 'maintenance' }]);
    }
    await sleepUntil(clock, fromMs);
    if (!isPlanned) standin.addFault({ kind: 'html-503' });
    await sleepUntil(clock, toMs);
    standin.clearFaults();
  }
};

/** The next start of each model takes another time than the last. */
const vary = async ({ clock, standin }: Scene, { seed }: DayOptions, signal: AbortSignal): Promise<void> => {
  const dice = new Dice(seed + 1);
  do {
    for (const model of MODELS) standin.putModel(modelOf(model, dice.logNormal(1, START_SPREAD)));
  } while (await pause(clock, REDRAW_MS, signal));
};

const sample = async ({ clock, platform, samples, bot }: Scene, signal: AbortSignal): Promise<void> => {
  do {
    samples.push({ atMs: clock.monotonic(), open: platform.open, waiting: bot.gateway.waiting });
  } while (await pause(clock, SAMPLE_MS, signal));
};

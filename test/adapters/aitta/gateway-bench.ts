import { onTestFinished } from 'vitest';
import { AittaModelGateway, type GatewayOptions } from '../../../src/adapters/aitta/aitta-model-gateway.ts';
import { RequestBudget, type BudgetOptions } from '../../../src/adapters/openai/budget/request-budget.ts';
import { openStorage } from '../../../src/adapters/storage/open-storage.ts';
import type { AccessTokenSource } from '../../../src/aitta/access-token-source.ts';
import { AITTA_NAMESPACE, aittaKeeps } from '../../../src/adapters/aitta/aitta-keeps.ts';
import { systemClock } from '../../../src/async/clock.ts';
import type { RecordStore } from '../../../src/core/ports/records.ts';
import { Client } from '../../../src/aitta/client.ts';
import { StaticAccessTokenSource } from '../../../src/aitta/static-access-token-source.ts';
import type { ScenarioModel } from '../../../src/standin/scenario-model.ts';
import type { Scenario } from '../../../src/standin/scenario.ts';
import { createStandin, STANDIN_TOKEN, type Standin } from '../../../src/standin/standin.ts';
import { quietLog, type LogLine } from '../../doubles/quiet-log.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import {
  hal,
  startRawHttpServer,
  type RawAnswer,
  type RawHandler,
  type RawHttpServer,
} from '../../fakes/raw-http-server.ts';

export interface BenchOptions {
  budget?: Partial<BudgetOptions>;
  tokenSource?: AccessTokenSource;
  gateway?: Partial<GatewayOptions>;
  /** Of somebody else who takes part. */
  clock?: DrivenClock;
}

export interface Bench {
  gateway: AittaModelGateway;
  budget: RequestBudget;
  clock: DrivenClock;
  lines: LogLine[];
  counted: string[];
  /** The next process: another gateway for the same service. */
  again: () => Bench;
}

/** The gateway with all that is real around it, against a server on a real socket; only time is driven. */
const startGateway = (url: string, clock: DrivenClock, options: BenchOptions): Bench => {
  const lines: LogLine[] = [];
  const counted: string[] = [];
  const budget = new RequestBudget({
    clock,
    requestsPerMinute: 60,
    concurrency: 8,
    random: () => 0,
    ...options.budget,
  });
  const tokenSource = options.tokenSource ?? new StaticAccessTokenSource(STANDIN_TOKEN);
  const gateway = new AittaModelGateway({
    client: new Client(url, tokenSource, { clock }),
    clock,
    log: quietLog(lines),
    meter: { count: (name, labels) => counted.push(`${name} ${labels?.['service'] ?? ''}`), observe: () => undefined },
    budget,
    ...options.gateway,
  });
  onTestFinished(() => gateway.close());
  return { gateway, budget, clock, lines, counted, again: () => startGateway(url, clock, options) };
};

export const MODEL = 'acme/chat';

/** Where the gateway keeps what it knows, as the bot has it. */
export const openAittaStore = async (): Promise<RecordStore> => {
  const parts = { clock: systemClock, log: quietLog([]), kinds: aittaKeeps, retentionMs: 1 };
  const storage = await openStorage({ store: { kind: 'memory' }, storeKeys: [] }, parts);
  onTestFinished(() => storage.close());
  return storage.openStore(AITTA_NAMESPACE);
};

export const startWithStandin = async (
  model: Partial<ScenarioModel> = {},
  options: BenchOptions & { scenario?: Partial<Scenario> } = {},
): Promise<Bench & { standin: Standin }> => {
  const { clock = new DrivenClock() } = options;
  const standin = createStandin({
    clock,
    control: true,
    scenario: { models: [{ id: MODEL, ...model }], ...options.scenario },
  });
  await standin.listen();
  const bench = startGateway(standin.url, clock, options);
  onTestFinished(() => standin.close());
  return { ...bench, standin };
};

export interface RawAitta {
  chat: RawHandler;
  /** Worker states of the model; undefined: there is no such list. */
  workers?: () => string[] | undefined;
  models?: () => string[];
  status?: () => RawAnswer;
  windows?: () => RawAnswer;
  openaiHref?: string;
  worker?: () => RawAnswer;
  list?: () => RawAnswer | undefined;
  /** The metadata never answers. */
  hangs?: boolean;
}

/** An Aitta that says to a chat whatever a test wants, well-formed or not. */
export const startWithRawAitta = async (
  aitta: RawAitta,
  options: BenchOptions = {},
): Promise<Bench & { server: RawHttpServer; chats: () => number }> => {
  const clock = new DrivenClock();
  const { workers = () => ['running'], models = () => [MODEL], openaiHref = '/openai/v1' } = aitta;
  const server = await startRawHttpServer((request, response, message) => {
    const { path } = request;
    if (path === '/openai/v1/chat/completions') return aitta.chat(request, response, message);
    if (aitta.hangs === true) return undefined;
    if (path === '/openai/v1/models') return aitta.windows?.() ?? json({ object: 'list', data: [] });
    if (path === '/status') return aitta.status?.() ?? json('OK');
    if (path === '/model') {
      const list = aitta.list?.();
      if (list) return list;
      const item = models().map((id) => ({ href: `/model/${id.replace('/', '~')}`, name: id }));
      return hal({ _links: { self: { href: '/model' }, item } });
    }
    if (path === '/worker') {
      const states = workers();
      if (states === undefined) return hal({ error: 'not_found' }, 404);
      const embedded = states.map((status) => ({ model: MODEL, status }));
      return aitta.worker?.() ?? hal({ _links: { self: { href: path } }, _embedded: { workers: embedded } });
    }
    const id = path.replace('/model/', '').replace('~', '/');
    if (!models().includes(id)) return hal({ error: 'not_found' }, 404);
    const links = { self: { href: path }, collection: { href: '/model' }, openai: { href: openaiHref } };
    return hal({ id, description: '', capabilities: ['openai-chat-completion'], _links: links });
  });
  const chats = (): number => server.requests.filter(({ path }) => path.endsWith('/chat/completions')).length;
  return { ...startGateway(server.url, clock, options), server, chats };
};

export const json = (document: unknown, status = 200, headers: Record<string, string> = {}): RawAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(document),
});

/** A stream as vLLM writes it, of these deltas; without a finish it breaks off as a dying worker's does. */
export const sse = (deltas: readonly object[], finish: string | null = 'stop', usage?: object): string => {
  const chunk = (choices: unknown[], more: object = {}): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: MODEL, choices, ...more })}\n\n`;
  const frames = deltas.map((delta) => chunk([{ index: 0, delta, finish_reason: null }]));
  if (finish === null) return frames.join('');
  frames.push(chunk([{ index: 0, delta: {}, finish_reason: finish }]));
  if (usage) frames.push(chunk([], { usage }));
  return [...frames, 'data: [DONE]\n\n'].join('');
};

export const eventStream = (body: string | Buffer): RawAnswer => ({
  headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  body,
});

const ioRounds = async (rounds: number): Promise<void> => {
  for (let round = 0; round < rounds; round++) await new Promise((resolve) => setImmediate(resolve));
};

/** Lets time pass in small steps, and real sockets do their work in between, until something has become true. */
export const passTime = async (
  clock: DrivenClock,
  condition: () => boolean,
  { stepMs = 1_000, mostMs = 60 * 60_000 }: { stepMs?: number; mostMs?: number } = {},
): Promise<void> => {
  const end = clock.now() + mostMs;
  for (;;) {
    for (let rounds = 0; rounds < 40; rounds++) {
      if (condition()) return;
      await ioRounds(1);
    }
    if (clock.now() >= end) throw new Error('what the test waits for did not happen in the time it was given');
    await clock.advance(stepMs);
  }
};

/** Lets so much time pass, in small steps. */
export const letPass = async (clock: DrivenClock, ms: number, stepMs = 1_000): Promise<void> => {
  const end = clock.now() + ms;
  while (clock.now() < end) {
    await clock.advance(Math.min(stepMs, end - clock.now()));
    await ioRounds(10);
  }
};

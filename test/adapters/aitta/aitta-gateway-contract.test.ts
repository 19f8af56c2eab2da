import type { Scenario } from '../../../src/standin/scenario.ts';
import type { ScenarioModel } from '../../../src/standin/scenario-model.ts';
import { CATALOGUE, COLD, modelGatewayContract, RUNNING } from '../../contracts/model-gateway-contract.ts';
import type { Situation } from '../../contracts/model-gateway-contract.ts';
import { passTime, startWithStandin } from './gateway-bench.ts';
import type { BenchOptions } from './gateway-bench.ts';

const SLOW: Partial<ScenarioModel> = { pace: { firstTokenMs: 1_000, pieceMs: 500 } };

/** How the running model and the rest of the stand-in are for a situation. */
const SITUATIONS: Readonly<
  Record<Situation, BenchOptions & { model?: Partial<ScenarioModel>; scenario?: Partial<Scenario> }>
> = {
  answers: {},
  sees: { model: { vision: true, description: 'Takes images.' } },
  thinks: { model: { reasoning: { tokens: 20, field: 'reasoning_content' } } },
  'only thinks': { model: { writes: 'nothing', reasoning: { tokens: 20, field: 'reasoning_content' } } },
  slow: { model: SLOW },
  'one at a time': { model: SLOW, budget: { concurrency: 1 } },
  'no room': { model: { window: 600 } },
  'breaks off': { scenario: { faults: [{ kind: 'cut', afterTokens: 40 }] } },
  limited: { scenario: { faults: [{ kind: 'rate-limit', route: 'chat', count: 1, retryAfter: 60 }] } },
  maintenance: { scenario: { downtimes: [{ inMs: 0, lastsMs: 300_000, reason: 'new disks' }] } },
  down: { scenario: { faults: [{ kind: 'html-502' }] } },
  empty: { scenario: { models: [] } },
};

const served = (
  { id, state, chat, contextTokens }: (typeof CATALOGUE)[number],
  model: Partial<ScenarioModel> = {},
): ScenarioModel => ({
  id,
  kind: chat ? 'chat' : 'embeddings',
  window: contextTokens,
  workers: id === COLD ? { state, requestedMs: 20_000, startingMs: 40_000 } : { state },
  ...model,
});

modelGatewayContract('Aitta, on the stand-in', async (situation) => {
  const { model, scenario, ...options } = SITUATIONS[situation];
  const models = CATALOGUE.map((listed) => served(listed, listed.id === RUNNING ? model : {}));
  const world = await startWithStandin({}, { scenario: { models, ...scenario }, ...options });
  return {
    gateway: world.gateway,
    clock: world.clock,
    breakDown: () => void world.standin.addFault({ kind: 'html-502' }),
    coolDown: () => world.standin.setWorker(COLD, 'offline'),
    pass: (until) => passTime(world.clock, until),
  };
});

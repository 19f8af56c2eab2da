import { onTestFinished } from 'vitest';
import type { Scenario } from '../../../src/standin/scenario.ts';
import type { ScenarioModel } from '../../../src/standin/scenario-model.ts';
import { createStandin, STANDIN_TOKEN } from '../../../src/standin/standin.ts';
import { CATALOGUE, COLD, modelGatewayContract, RUNNING } from '../../contracts/model-gateway-contract.ts';
import type { Situation } from '../../contracts/model-gateway-contract.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { passTime } from '../aitta/gateway-bench.ts';
import { openGateway, type OpenaiBenchOptions } from './openai-bench.ts';

const SLOW: Partial<ScenarioModel> = { pace: { firstTokenMs: 1_000, pieceMs: 500 } };

/** How the running model and the rest of the service are for a situation. */
const SITUATIONS: Readonly<
  Record<Situation, OpenaiBenchOptions & { model?: Partial<ScenarioModel>; scenario?: Partial<Scenario> }>
> = {
  answers: {},
  sees: { model: { vision: true }, told: { visionModels: [RUNNING] } },
  thinks: { model: { reasoning: { tokens: 20, field: 'reasoning_content' } } },
  'only thinks': { model: { writes: 'nothing', reasoning: { tokens: 20, field: 'reasoning_content' } } },
  slow: { model: SLOW },
  'one at a time': { model: SLOW, of: { concurrency: 1 } },
  'no room': { model: { window: 600 } },
  'breaks off': { scenario: { faults: [{ kind: 'cut', afterTokens: 40 }] } },
  limited: { scenario: { faults: [{ kind: 'rate-limit', route: 'chat', count: 1, retryAfter: 60 }] } },
  maintenance: {},
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

modelGatewayContract(
  "a service with OpenAI's API, and no more than that",
  async (situation) => {
    const { model, scenario, ...options } = SITUATIONS[situation];
    const clock = new DrivenClock();
    const models = CATALOGUE.map((listed) => served(listed, listed.id === RUNNING ? model : {}));
    const standin = createStandin({ clock, control: true, scenario: { models, ...scenario } });
    await standin.listen();
    onTestFinished(() => standin.close());
    const tokens = { getAccessToken: () => STANDIN_TOKEN };
    const { gateway } = openGateway(`${standin.url}/openai/v1`, { clock, tokens, ...options });
    return {
      gateway,
      clock,
      breakDown: () => void standin.addFault({ kind: 'html-502' }),
      coolDown: () => standin.setWorker(COLD, 'offline'),
      pass: (until) => passTime(clock, until),
    };
  },
  { tells: false },
);

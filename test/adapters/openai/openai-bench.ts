import { onTestFinished } from 'vitest';
import { RequestBudget, type BudgetOptions } from '../../../src/adapters/openai/budget/request-budget.ts';
import { OpenaiModelGateway, type OpenaiGatewayOptions } from '../../../src/adapters/openai/openai-model-gateway.ts';
import { ServiceContact } from '../../../src/adapters/openai/service-contact.ts';
import { quietLog, type LogLine } from '../../doubles/quiet-log.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { startRawHttpServer, type RawHandler, type RawHttpServer } from '../../fakes/raw-http-server.ts';

export interface OpenaiBench {
  gateway: OpenaiModelGateway;
  contact: ServiceContact;
  clock: DrivenClock;
  lines: LogLine[];
}

export interface OpenaiBenchOptions extends Partial<OpenaiGatewayOptions> {
  of?: Partial<BudgetOptions>;
}

export const KEY = 'sk-test-key';

/** The gateway with all that is real around it, against a server on a real socket; only time is driven. */
export const openGateway = (baseUrl: string, options: OpenaiBenchOptions = {}): OpenaiBench => {
  const clock = options.clock instanceof DrivenClock ? options.clock : new DrivenClock();
  const lines: LogLine[] = [];
  const budget = new RequestBudget({ clock, requestsPerMinute: 600, concurrency: 8, random: () => 0, ...options.of });
  const contact = new ServiceContact({ clock, credential: 'API key', publicPaths: /\/models$/ });
  const gateway = new OpenaiModelGateway({
    baseUrl,
    tokens: { getAccessToken: () => KEY },
    log: quietLog(lines),
    meter: { count: () => undefined, observe: () => undefined },
    budget,
    contact,
    ...options,
    clock,
  });
  onTestFinished(() => gateway.close());
  return { gateway, contact, clock, lines };
};

/** A service that says whatever a test wants, well-formed or not, below `/v1`. */
export const openRaw = async (
  answers: { models: RawHandler; chat?: RawHandler },
  options: OpenaiBenchOptions = {},
): Promise<OpenaiBench & { server: RawHttpServer }> => {
  const server = await startRawHttpServer((request, response, message) => {
    if (request.path === '/v1/models') return answers.models(request, response, message);
    if (request.path === '/v1/chat/completions' && answers.chat) return answers.chat(request, response, message);
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' };
  });
  return { ...openGateway(`${server.url}/v1`, options), server };
};

import { Client, type ClientOptions } from '../../src/aitta/client.ts';
import { Model } from '../../src/aitta/model.ts';
import { StaticAccessTokenSource } from '../../src/aitta/static-access-token-source.ts';
import {
  hal,
  startRawHttpServer,
  type RawAnswer,
  type RawHandler,
  type RawHttpServer,
} from '../fakes/raw-http-server.ts';

export const modelList = {
  _links: {
    self: { href: '/model', name: 'self' },
    item: [
      { href: '/model/acme~chat-small', name: 'acme/chat-small' },
      { href: '/model/acme~embed-base', name: 'acme/embed-base' },
    ],
  },
};

export const modelDocument = (links: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'acme/chat-small',
  description: 'Small scripted chat model for tests.',
  capabilities: ['openai-chat-completion', 'openai-chat-completion'],
  _links: {
    self: { href: '/model/acme~chat-small' },
    collection: { href: '/model' },
    infer: { href: '/model/acme~chat-small/task', method: 'POST' },
    metadata: { href: '/model/acme~chat-small/metadata' },
    worker: { href: '/worker/acme~chat-small' },
    openai: { href: '/openai/v1' },
    ...links,
  },
});

export const taskDocument = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 't-0001',
  model_id: 'acme/chat-small',
  state: 'Pending',
  error: null,
  results: null,
  progress: null,
  _links: {
    self: { href: '/model/acme~chat-small/task/t-0001' },
    stop: { href: '/model/acme~chat-small/task/t-0001', method: 'DELETE' },
    model: { href: '/model/acme~chat-small' },
  },
  ...fields,
});

export const metadataDocument = (): Record<string, unknown> => ({
  id: 'acme/chat-small',
  description: 'Small scripted chat model for tests.',
  capabilities: ['openai-chat-completion'],
  worker_config: { model_path: 'acme/chat-small', concurrency: 8 },
  resources: { ram_mb: 64_000, num_gpus: 1, num_cpus: 7 },
  software: { container_path: null },
  inputs: {},
  outputs: {},
  parameters: {},
  supports_batching: false,
  scopes: ['public'],
  owner: 'public',
  price_per_million_tokens: 0.2,
});

export const rateLimited = (headers: Record<string, string> = {}): RawAnswer => ({
  status: 429,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({
    error: 'too_many_requests',
    error_description: 'You have exceeded the request rate limit.',
  }),
});

export const notFound = hal({ error: 'not_found', error_description: 'No such thing.' }, 404);

/** Answers by "METHOD /path", or by the path alone for GET; a function may answer anew at each request. Everything else is a 404. */
export type Routes = Record<string, RawAnswer | RawHandler>;

export const startAitta = (routes: Routes): Promise<RawHttpServer> =>
  startRawHttpServer((request, response, message) => {
    const key = request.method === 'GET' ? request.path : `${request.method} ${request.path}`;
    const route = routes[key];
    return typeof route === 'function' ? route(request, response, message) : (route ?? notFound);
  });

export const modelRoutes = (links: Record<string, unknown> = {}): Routes => ({
  '/model': hal(modelList),
  '/model/acme~chat-small': hal(modelDocument(links)),
});

export const testToken = 'test-access-token';

export const clientOf = ({ url }: { url: string }, options: ClientOptions = {}): Client =>
  new Client(url, new StaticAccessTokenSource(testToken), options);

export const loadModel = (server: RawHttpServer, options: ClientOptions = {}): Promise<Model> =>
  Model.load('acme/chat-small', clientOf(server, options));

/** What a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('an error was expected');
}

const jwtPart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An unsigned JWT with these claims. */
export const jwt = (claims: object): string => `${jwtPart({ alg: 'none' })}.${jwtPart(claims)}.c2lnbmF0dXJl`;

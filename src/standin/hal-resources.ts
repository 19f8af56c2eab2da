import { isChat, type ServedModel } from './catalogue.ts';
import { hal, json, notFound, type Answer, type JsonObject } from './http-answer.ts';
import { pathOfModel } from './routes.ts';
import type { Worker } from './worker-pool.ts';
import type { Call, Handlers, World } from './world.ts';

/** Aitta's own resources: models, workers, status. */
export const halHandlers = (world: World): Handlers => {
  const { catalogue, clock } = world;
  const ofModel = (call: Call, answer: (model: ServedModel) => Answer): Answer => {
    const model = catalogue.get(call.target.model ?? '');
    return model === undefined ? notFound('No such model.') : answer(model);
  };
  return {
    models: { GET: () => hal(modelList(catalogue.list())) },
    model: { GET: (call) => ofModel(call, (model) => hal(modelResource(model))) },
    workers: { GET: () => hal(workerList('/worker', catalogue.list(), clock.now())) },
    'model-workers': {
      GET: (call) =>
        ofModel(call, (model) => hal(workerList(`/worker/${pathOfModel(model.spec.id)}`, [model], clock.now()))),
    },
    worker: {
      GET: (call) =>
        ofModel(call, (model) => {
          const worker = model.workers.list().find(({ id }) => id === call.target.worker);
          return worker === undefined ? notFound('No such worker.') : hal(workerResource(model, worker, clock.now()));
        }),
    },
    status: { GET: () => json('OK') },
  };
};

const modelList = (models: readonly ServedModel[]): JsonObject => ({
  _links: {
    self: { href: '/model', name: 'self', title: 'The models that are served here' },
    item: models.map(({ spec: { id } }) => ({ href: `/model/${pathOfModel(id)}`, name: id })),
  },
});

const link = (name: string, href: string, title: string): JsonObject => ({ [name]: { href, name, title } });

const modelResource = (model: ServedModel): JsonObject => {
  const { id, description = '' } = model.spec;
  const path = pathOfModel(id);
  const capability = isChat(model) ? 'openai-chat-completion' : 'openai-embeddings';
  return {
    id,
    description,
    capabilities: [capability],
    _links: {
      ...link('self', `/model/${path}`, 'This model'),
      ...link('collection', '/model', 'All models'),
      ...link('worker', `/worker/${path}`, 'The workers of this model'),
      ...link('openai', '/openai/v1', 'Base of the endpoints in the style of OpenAI'),
      ...link(
        capability,
        isChat(model) ? '/openai/v1/chat/completions' : '/openai/v1/embeddings',
        'Not all features of the original are supported',
      ),
    },
  };
};

const workerHref = (model: ServedModel, worker: Worker): string => `/worker/${pathOfModel(model.spec.id)}/${worker.id}`;

const workerList = (href: string, models: readonly ServedModel[], now: number): JsonObject => {
  const workers = models.flatMap((model) => model.workers.list().map((worker) => ({ model, worker })));
  return {
    _links: {
      self: { href, name: 'self', title: null, method: 'GET' },
      item: workers.map(({ model, worker }) => ({
        href: workerHref(model, worker),
        name: `${model.spec.id}-${worker.id}`,
        title: null,
        method: 'GET',
      })),
    },
    _embedded: { workers: workers.map(({ model, worker }) => workerResource(model, worker, now)) },
  };
};

const workerResource = (model: ServedModel, worker: Worker, now: number): JsonObject => ({
  model: model.spec.id,
  status: worker.state(now),
  _links: { self: { href: workerHref(model, worker) } },
});

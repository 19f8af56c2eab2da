import type { ServedModel } from './catalogue.ts';
import { hal, notFound, type Answer } from './http-answer.ts';
import type { JsonObject } from './json-object.ts';
import { findModel } from './model-resources.ts';
import { pathOfModel } from './routes.ts';
import type { Worker } from './worker-pool.ts';
import type { Call, Handlers, World } from './world.ts';

const PAGE = 2;

/** Workers, and what asks for them, as HAL. */
export const workerHandlers = (world: World): Handlers => {
  const ofModel = (call: Call, answer: (model: ServedModel, path: string) => Answer): Answer => {
    const model = findModel(world, call);
    return model === undefined ? notFound('No such model.') : answer(model, pathOfModel(model.spec.id));
  };
  return {
    workers: { GET: (call) => workerList('/worker', world.catalogue.list(), call, world) },
    'model-workers': {
      GET: (call) => ofModel(call, (model, path) => workerList(`/worker/${path}`, [model], call, world)),
    },
    worker: {
      GET: (call) =>
        ofModel(call, (model) => {
          const worker = model.workers.list().find(({ id }) => id === call.target.worker);
          return worker === undefined ? notFound('No such worker.') : hal(workerResource(model, worker, world));
        }),
    },
    preload: {
      POST: (call) =>
        ofModel(call, (model, path) => {
          model.workers.request();
          const self = { href: `/model/${path}/preload`, method: 'POST' };
          return hal({ _links: { self, worker: { href: `/worker/${path}` } } }, 202);
        }),
    },
    queue: {
      GET: (call) =>
        ofModel(call, ({ workers }, path) =>
          hal({
            queue_length: workers.waiting,
            processing_time: 1,
            _links: { self: { href: `/model/${path}/queue` } },
          }),
        ),
    },
  };
};

const workerHref = ({ spec }: ServedModel, worker: Worker): string => `/worker/${pathOfModel(spec.id)}/${worker.id}`;

const workerResource = (model: ServedModel, worker: Worker, { clock }: World): JsonObject => ({
  model: model.spec.id,
  status: worker.state(clock.now()),
  _links: { self: { href: workerHref(model, worker) } },
});

const link = (href: string, name: string): JsonObject => ({ href, name, title: null, method: 'GET' });

const workerList = (path: string, models: readonly ServedModel[], { query }: Call, world: World): Answer => {
  const all = models.flatMap((model) => model.workers.list().map((worker) => ({ model, worker })));
  const { workerList: form = 'full' } = world.habits;
  const page = form === 'paged' ? Math.max(1, Number(query.get('page')) || 1) : 1;
  const shown = form === 'paged' ? all.slice((page - 1) * PAGE, page * PAGE) : all;
  const isLast = form !== 'paged' || page * PAGE >= all.length;
  return hal({
    _links: {
      self: link(page === 1 ? path : `${path}?page=${page}`, 'self'),
      ...(!isLast && { next: link(`${path}?page=${page + 1}`, 'next') }),
      item: shown.map(({ model, worker }) => link(workerHref(model, worker), `${model.spec.id}-${worker.id}`)),
    },
    ...(form !== 'links' && {
      _embedded: { workers: shown.map(({ model, worker }) => workerResource(model, worker, world)) },
    }),
  });
};

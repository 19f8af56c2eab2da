import { describe, expect, test } from 'vitest';
import { APIErrorResponse, MalformedAPIResponse } from '../../src/aitta/errors.ts';
import { hal } from '../fakes/raw-http-server.ts';
import { clientOf, failureOf, loadModel, modelRoutes, startAitta } from './documents.ts';

const self = { href: '/worker', name: 'self', title: null, method: 'GET' };
const item = (path: string, name: string | null = null): object => ({
  href: `/worker/${path}`,
  name,
  title: null,
  method: 'GET',
});
const embedded = (model: string, status: unknown, workerId: string): object => ({
  model,
  status,
  _links: { self: { href: `/worker/${model.replaceAll('/', '~')}/${workerId}` } },
});

const pageWith = (workerId: string, next: unknown): object => ({
  _links: { self, next },
  _embedded: { workers: [embedded('a/b', 'running', workerId)] },
});
const pageOf = (...states: unknown[]): ReturnType<typeof hal> =>
  hal({
    _links: { self },
    _embedded: { workers: states.map((state, index) => embedded('acme/chat-small', state, `${index}`)) },
  });

describe('the list of workers', () => {
  test('embedded workers say their status; a word that nobody knows is unknown', async () => {
    const server = await startAitta({
      '/worker': hal({
        _links: { self, item: [item('acme~chat-small/aB3d', 'acme/chat-small-aB3d')] },
        _embedded: {
          workers: [
            embedded('acme/chat-small', 'running', 'aB3d'),
            embedded('acme/chat-small', 'starting', 'c'),
            embedded('acme/embed-base', 'requested', 'd'),
            embedded('acme/embed-base', 'pondering', 'e'),
            embedded('acme/embed-base', undefined, 'f'),
            { status: 'running' },
          ],
        },
      }),
    });
    expect(await clientOf(server).getWorkers()).toEqual([
      { model: 'acme/chat-small', workerId: 'aB3d', status: 'running' },
      { model: 'acme/chat-small', workerId: 'c', status: 'starting' },
      { model: 'acme/embed-base', workerId: 'd', status: 'requested' },
      { model: 'acme/embed-base', workerId: 'e', status: 'unknown' },
      { model: 'acme/embed-base', workerId: 'f', status: 'unknown' },
    ]);
  });

  test('in the older form of links only, names are cut at the last hyphen, and whatever is listed runs', async () => {
    const server = await startAitta({
      '/worker': hal({
        _links: {
          self,
          item: [item('acme~chat-small/PKA0', 'acme/chat-small-PKA0'), item('acme~Think~x/u31z'), { href: '/odd' }],
        },
      }),
    });
    expect(await clientOf(server).getWorkers()).toEqual([
      { model: 'acme/chat-small', workerId: 'PKA0', status: 'running' },
      { model: 'acme/Think/x', workerId: 'u31z', status: 'running' },
    ]);
  });

  test('an empty embedded list beside links does not hide them', async () => {
    const server = await startAitta({
      '/worker': hal({ _links: { self, item: [item('a~b/c', 'a/b-c')] }, _embedded: { workers: [] } }),
    });
    expect(await clientOf(server).getWorkers()).toEqual([{ model: 'a/b', workerId: 'c', status: 'running' }]);
  });

  test.each([
    ['an empty list', { _links: { self, item: [] }, _embedded: { workers: [] } }],
    ['no item at all', { _links: { self } }],
    ['a null item', { _links: { self, item: null } }],
  ])('%s means that every model is offline', async (_, page) => {
    const server = await startAitta({ '/worker': hal(page) });
    expect(await clientOf(server).getWorkers()).toEqual([]);
  });

  test('HAL may write a single link as an object', async () => {
    const server = await startAitta({ '/worker': hal({ _links: { self, item: item('a~b/c', 'a/b-c') } }) });
    expect(await clientOf(server).getWorkers()).toHaveLength(1);
  });

  test.each([[{}], [[]], ['OK'], [{ _embedded: { workers: ['x'] } }], [{ _links: { item: [{ name: 'no href' }] } }]])(
    '%j is malformed',
    async (page) => {
      const server = await startAitta({ '/worker': hal(page) });
      expect(await failureOf(clientOf(server).getWorkers())).toBeInstanceOf(MalformedAPIResponse);
    },
  );

  test('pages are followed by their next link, also by one that is relative to its page', async () => {
    const server = await startAitta({
      '/worker': hal(pageWith('1', { href: '/worker?page=2' })),
      '/worker?page=2': hal(pageWith('2', { href: '?page=3' })),
      '/worker?page=3': hal(pageWith('3', null)),
    });
    const workers = await clientOf(server).getWorkers();
    expect(workers.map(({ workerId }) => workerId)).toEqual(['1', '2', '3']);
  });

  test('pages that lead in a circle are read once', async () => {
    const server = await startAitta({
      '/worker': hal(pageWith('1', { href: '/worker?page=2' })),
      '/worker?page=2': hal(pageWith('2', { href: '/worker?page=2' })),
    });
    expect(await clientOf(server).getWorkers()).toHaveLength(2);
    expect(server.requests).toHaveLength(2);
  });

  test('pages without end are left after 20', async () => {
    let pages = 0;
    const route = (): ReturnType<typeof hal> =>
      hal({ _links: { self, item: [], next: { href: `/worker?page=${++pages}` } } });
    const routes = Object.fromEntries(Array.from({ length: 40 }, (_, page) => [`/worker?page=${page}`, route]));
    const server = await startAitta({ '/worker': route, ...routes });
    await clientOf(server).getWorkers();
    expect(server.requests).toHaveLength(20);
  });
});

describe('workers of one model', () => {
  const page = hal({
    _links: { self },
    _embedded: { workers: [embedded('acme/chat-small', 'running', '1'), embedded('x/y', 'running', '2')] },
  });

  test('are asked for with a tilde, and others left out', async () => {
    const server = await startAitta({ '/worker/acme~chat-small': page });
    expect(await clientOf(server).getWorkers('acme/chat-small')).toMatchObject([{ model: 'acme/chat-small' }]);
  });

  test('are asked for once more with %2F if the service does not know the tilde', async () => {
    const server = await startAitta({ '/worker/acme%2Fchat-small': page });
    expect(await clientOf(server).getWorkers('acme/chat-small')).toHaveLength(1);
    expect(server.requests.map(({ path }) => path)).toEqual(['/worker/acme~chat-small', '/worker/acme%2Fchat-small']);
  });

  test('an id cannot lead out of its place in the path', async () => {
    const server = await startAitta({});
    await failureOf(clientOf(server).getWorkers('x?y#z'));
    await failureOf(clientOf(server).preload('a/../b'));
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/worker/x%3Fy%23z',
      '/model/a~..~b/preload',
      '/model/a%2F..%2Fb/preload',
    ]);
  });

  test.each([404, 405])('preload at a service without it fails with its status %i', async (status) => {
    const server = await startAitta({ 'POST /model/solo/preload': { status } });
    const failure = await failureOf(clientOf(server).preload('solo'));
    expect(failure).toBeInstanceOf(APIErrorResponse);
    expect(failure).toMatchObject({ status });
  });
});

describe("a model's availability", () => {
  test.each([
    [[], 'offline'],
    [['requested'], 'requested'],
    [['requested', 'starting'], 'starting'],
    [['starting', 'running', 'requested'], 'running'],
    [['pondering'], 'unknown'],
    [['pondering', 'requested'], 'requested'],
  ])('with workers %j it is %s', async (states, expected) => {
    const server = await startAitta({ ...modelRoutes(), '/worker/acme~chat-small': pageOf(...states) });
    expect(await (await loadModel(server)).availability()).toBe(expected);
  });

  test("is asked at the model's own link", async () => {
    const routes = modelRoutes({ worker: { href: '/elsewhere' } });
    const server = await startAitta({ ...routes, '/elsewhere': pageOf('running') });
    expect(await (await loadModel(server)).availability()).toBe('running');
  });

  test.each([404, 405])('is unknown at a service whose workers are a %i', async (status) => {
    const routes = { '/worker/acme~chat-small': { status }, '/worker/acme%2Fchat-small': { status } };
    const server = await startAitta({ ...modelRoutes({ worker: undefined }), ...routes });
    expect(await (await loadModel(server)).availability()).toBe('unknown');
  });

  test('is an error when the service fails', async () => {
    const server = await startAitta({ ...modelRoutes(), '/worker/acme~chat-small': { status: 502 } });
    expect(await failureOf((await loadModel(server)).availability())).toMatchObject({ status: 502 });
  });
});

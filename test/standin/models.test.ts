import { describe, expect, test } from 'vitest';
import { STANDIN_ADMINISTRATOR_TOKEN, type Standin } from '../../src/standin/standin.ts';
import { authorization, get, getJson, jwt, post, scenarioWith, startStandin } from './start-standin.ts';

const remembers = '/model/standin~remembers';

describe('HAL', () => {
  test('resources have exactly the content type that the Python client insists on', async () => {
    const standin = await startStandin();
    const paths = ['/model', remembers, `${remembers}/metadata`, '/worker', '/worker/standin~remembers'];
    const answers = await Promise.all(paths.map((path) => get(standin, path)));
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual(paths.map(() => 'application/hal+json'));
  });

  test('a charset can be added, as many frameworks would', async () => {
    const standin = await startStandin({ scenario: scenarioWith({ service: { charset: true } }) });
    expect((await get(standin, '/model')).headers.get('content-type')).toBe('application/hal+json; charset=utf-8');
    expect((await get(standin, '/openai/v1/models')).headers.get('content-type')).toBe('application/json');
  });

  test('the list is open, names each model, and writes ids in paths with a tilde', async () => {
    const standin = await startStandin();
    const answer = await get(standin, '/model', {});
    const { _links: links } = (await answer.json()) as { _links: { self: object; item: object[] } };
    expect(links.self).toMatchObject({ href: '/model' });
    expect(links.item[0]).toEqual({ href: remembers, name: 'standin/remembers' });
    expect(links.item).toHaveLength(standin.models.length);
  });

  test('a model of today has no infer link, and leads to its workers and to the OpenAI base', async () => {
    const standin = await startStandin();
    expect(await getJson(standin, remembers)).toMatchObject({
      id: 'standin/remembers',
      capabilities: ['openai-chat-completion'],
      _links: {
        self: { href: remembers, name: 'self' },
        collection: { href: '/model' },
        metadata: { href: `${remembers}/metadata` },
        worker: { href: '/worker/standin~remembers' },
        openai: { href: '/openai/v1' },
        'openai-chat-completion': { href: '/openai/v1/chat/completions' },
      },
    });
    expect(JSON.stringify(await getJson(standin, remembers))).not.toContain('infer');
  });

  test('a legacy model has an infer link, its own OpenAI base with a slash at the end, and no workers', async () => {
    const standin = await startStandin({ profile: 'legacy' });
    expect(await getJson(standin, remembers)).toMatchObject({
      _links: {
        infer: { href: `${remembers}/task`, method: 'POST' },
        openai: { href: `${remembers}/openai/v1/` },
        'openai-chat-completion': { href: `${remembers}/openai/v1/chat/completions` },
      },
    });
    expect((await get(standin, '/worker')).status).toBe(404);
    expect((await get(standin, '/status')).status).toBe(404);
    expect((await get(standin, '/openai/v1/models')).status).toBe(404);
  });

  test('in the bridge profile both are there', async () => {
    const standin = await startStandin({ profile: 'bridge' });
    expect(await getJson(standin, remembers)).toMatchObject({
      _links: { infer: { href: `${remembers}/task` }, worker: {}, openai: { href: '/openai/v1' } },
    });
    expect((await get(standin, '/worker')).status).toBe(200);
  });

  test('a model that only takes tasks has no capability, and is not there today', async () => {
    const today = await startStandin();
    expect((await get(today, '/model/standin~runs-tasks')).status).toBe(404);
    const legacy = await startStandin({ profile: 'legacy' });
    expect(await getJson(legacy, '/model/standin~runs-tasks')).toMatchObject({ capabilities: [] });
  });
});

describe('paths', () => {
  test('an id is understood with a tilde and with %2F', async () => {
    const standin = await startStandin();
    for (const segment of ['standin~remembers', 'standin%2Fremembers', 'standin%2fremembers']) {
      expect((await get(standin, `/model/${segment}`)).status).toBe(200);
    }
  });

  test.each([
    '/model/standin~nothing',
    '/model/Standin~remembers',
    '/worker/nobody~nothing',
    '/worker/standin~remembers/XXXX',
  ])('%s is a 404 in the shape of an Aitta error', async (path) => {
    const answer = await get(await startStandin(), path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: 'not_found', error_description: expect.any(String) as string });
  });

  test.each([
    '//model',
    '/model/',
    '/',
    '/docs',
    '/model/%',
    '/openai/v1/responses',
    '/openai/v1/completions',
    '/standin',
  ])('%s is nothing', async (path) => {
    expect((await get(await startStandin(), path)).status).toBe(404);
  });

  test('another method is refused', async () => {
    const standin = await startStandin();
    expect((await post(standin, '/worker', {})).status).toBe(405);
    expect((await get(standin, '/openai/v1/chat/completions')).status).toBe(405);
  });

  test('a body that is too large is refused', async () => {
    const standin = await startStandin();
    const answer = await post(standin, '/openai/v1/chat/completions', 'x'.repeat(17 * 1024 * 1024));
    expect(answer.status).toBe(413);
  });
});

describe('metadata and administration', () => {
  const asAdministrator = { authorization: `Bearer ${STANDIN_ADMINISTRATOR_TOKEN}` };
  const put = (standin: Standin, path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
    fetch(`${standin.url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });

  test('metadata can be hidden: no link, and 403', async () => {
    const standin = await startStandin({ scenario: { models: [{ id: 'acme/secret', metadata: 'hidden' }] } });
    expect(JSON.stringify(await getJson(standin, '/model/acme~secret'))).not.toContain('metadata');
    expect((await get(standin, '/model/acme~secret/metadata')).status).toBe(403);
  });

  test('users of the owner scope change an entry, others may not', async () => {
    const standin = await startStandin({
      scenario: {
        models: [{ id: 'acme/shared', owner: 'project_1' }],
        users: [
          { name: 'ada', tokens: ['ada'], scopes: ['project_1'] },
          { name: 'bo', tokens: ['bo'], scopes: ['project_2'] },
        ],
      },
    });
    const metadata = await (await get(standin, '/model/acme~shared/metadata', { authorization: 'Bearer bo' })).json();
    const changed = { ...(metadata as object), description: 'changed' };
    expect((await put(standin, '/model/acme~shared', changed, { authorization: 'Bearer bo' })).status).toBe(403);
    const answer = await put(standin, '/model/acme~shared', changed, { authorization: 'Bearer ada' });
    expect(answer.headers.get('content-type')).toBe('application/hal+json');
    expect(await answer.json()).toMatchObject({ description: 'changed', owner: 'project_1', _links: { self: {} } });
    const model = await get(standin, '/model/acme~shared', { authorization: 'Bearer bo' });
    expect(await model.json()).toMatchObject({ description: 'changed' });
  });

  test('an incomplete entry is a 422 that names what is missing, whatever else is in it', async () => {
    const standin = await startStandin();
    const answer = await put(standin, remembers, { id: 'standin/remembers', kind: 'json' }, asAdministrator);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(await answer.json())).toContain('supports_batching');
  });

  test('an administrator adds a model, which is cold at first; an ordinary user may not', async () => {
    const standin = await startStandin();
    const request = { model_id: 'acme/new', owner: 'public', scopes: ['public'] };
    expect((await post(standin, '/model/huggingface', request)).status).toBe(403);
    const answer = await post(standin, '/model/huggingface', request, { headers: asAdministrator });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ id: 'acme/new', _links: { self: { href: '/model/acme~new' } } });
    expect(await getJson(standin, '/worker/acme~new')).toMatchObject({ _embedded: { workers: [] } });
    const metadata = (await getJson(standin, `${remembers}/metadata`)) as object;
    const another = { ...metadata, id: 'acme/other', capabilities: ['openai-embeddings'], kind: 'json' };
    expect((await post(standin, '/model', another, { headers: asAdministrator })).status).toBe(201);
    expect((await post(standin, '/model', another, { headers: asAdministrator })).status).toBe(409);
    expect((await post(standin, '/model', another, { headers: {} })).status).toBe(401);
  });
});

describe('who may come in', () => {
  test.each<[string, Record<string, string>]>([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic c3RhbmRpbg==' }],
    ['an unknown token', { authorization: 'Bearer unknown' }],
    ['an expired token', { authorization: `Bearer ${jwt({ sub: 'ada', exp: 1_700_000_000 })}` }],
  ])('%s is a 401 in the shape of an Aitta error', async (_, headers) => {
    const standin = await startStandin();
    for (const path of [remembers, '/worker', '/openai/v1/models']) {
      const answer = await get(standin, path, headers);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: 'unauthorized' });
    }
  });

  test('a JWT that has not expired is taken as its subject', async () => {
    const standin = await startStandin();
    const token = jwt({ sub: 'ada', exp: Date.now() / 1000 + 60 });
    expect((await get(standin, remembers, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect(standin.requests[0]).toMatchObject({ user: 'ada' });
  });

  test('tokens are rejected and accepted again, one or all', async () => {
    const standin = await startStandin({ token: 'other' });
    const status = async (token: string): Promise<number> =>
      (await get(standin, remembers, { authorization: `Bearer ${token}` })).status;
    expect(await status('other')).toBe(200);
    standin.rejectTokens('other');
    expect([await status('other'), (await get(standin, remembers)).status]).toEqual([401, 200]);
    standin.rejectTokens();
    expect((await get(standin, remembers)).status).toBe(401);
    standin.acceptTokens();
    expect([await status('other'), (await get(standin, remembers)).status]).toEqual([200, 200]);
  });

  test('the legacy list is closed, and shows each user only what the token is for', async () => {
    const standin = await startStandin({
      profile: 'legacy',
      scenario: {
        models: [{ id: 'acme/one' }, { id: 'acme/two' }],
        users: [{ name: 'ada', tokens: ['ada'], models: ['acme/two'] }],
      },
    });
    expect((await get(standin, '/model', {})).status).toBe(401);
    const list = await get(standin, '/model', { authorization: 'Bearer ada' });
    expect(await list.json()).toMatchObject({ _links: { item: [{ name: 'acme/two' }] } });
    expect((await get(standin, '/model/acme~one', { authorization: 'Bearer ada' })).status).toBe(404);
  });

  test('the catalogue changes while it runs', async () => {
    const standin = await startStandin();
    standin.putModel({ ...standin.model('standin/remembers'), description: 'other' });
    expect(await getJson(standin, remembers)).toMatchObject({ description: 'other' });
    standin.removeModel('standin/remembers');
    expect((await get(standin, remembers)).status).toBe(404);
    expect(() => standin.removeModel('standin/remembers')).toThrow(RangeError);
    expect((await get(standin, '/model', { authorization })).status).toBe(200);
  });
});

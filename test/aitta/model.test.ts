import { describe, expect, test } from 'vitest';
import {
  APIErrorResponse,
  IncompatibleModelError,
  MalformedAPIResponse,
  ModelNotFoundError,
  UnavailableFeatureError,
} from '../../src/aitta/errors.ts';
import { hal } from '../fakes/raw-http-server.ts';
import {
  clientOf,
  failureOf,
  loadModel,
  metadataDocument,
  modelDocument,
  modelList,
  modelRoutes,
  startAitta,
  testToken,
} from './documents.ts';
import { Model } from '../../src/aitta/model.ts';

describe('loading a model', () => {
  test('finds it in the list by its exact id, with the token on both requests', async () => {
    const server = await startAitta(modelRoutes());
    const model = await loadModel(server);
    expect(model).toMatchObject({
      id: 'acme/chat-small',
      description: 'Small scripted chat model for tests.',
      urlEndpoint: '/model/acme~chat-small',
    });
    expect(server.requests.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/model', `Bearer ${testToken}`],
      ['/model/acme~chat-small', `Bearer ${testToken}`],
    ]);
  });

  test.each(['Acme/chat-small', 'acme/chat', 'acme~chat-small', ''])('does not find it by the id %j', async (id) => {
    const server = await startAitta(modelRoutes());
    const failure = await failureOf(Model.load(id, clientOf(server)));
    expect(failure).toBeInstanceOf(ModelNotFoundError);
    expect(failure).toMatchObject({ modelId: id });
  });

  test('takes the first of two with the same id', async () => {
    const item = [
      { href: '/model/acme~chat-small', name: 'twin' },
      { href: '/nowhere', name: 'twin' },
    ];
    const server = await startAitta({
      ...modelRoutes(),
      '/model': hal({ _links: { self: { href: '/model' }, item } }),
    });
    expect((await Model.load('twin', clientOf(server))).id).toBe('acme/chat-small');
  });

  test('is not kept from it by an entry without a name', async () => {
    const item = [{ href: '/model/x', name: null }, ...modelList._links.item];
    const server = await startAitta({
      ...modelRoutes(),
      '/model': hal({ _links: { self: { href: '/model' }, item } }),
    });
    expect((await loadModel(server)).id).toBe('acme/chat-small');
  });

  test.each([
    ['id', { id: 7 }],
    ['id', { id: undefined }],
    ['description', { description: null }],
    ['capabilities', { capabilities: 'all' }],
    ['capabilities', { capabilities: [1] }],
    ['_links', { _links: undefined }],
    ['collection', { _links: { self: { href: '/' } } }],
    ['href', { _links: { self: {}, collection: { href: '/' } } }],
  ])('is refused when %s is not what it must be', async (field, wrong) => {
    const server = await startAitta({
      ...modelRoutes(),
      '/model/acme~chat-small': hal({ ...modelDocument(), ...wrong }),
    });
    const failure = await failureOf(loadModel(server));
    expect(failure).toBeInstanceOf(MalformedAPIResponse);
    expect(failure.message).toContain(field);
  });
});

describe('a model', () => {
  test('has its capabilities once each, in a copy that a caller may change', async () => {
    const model = await loadModel(await startAitta(modelRoutes()));
    model.capabilities.clear();
    expect([...model.capabilities]).toEqual(['openai-chat-completion']);
  });

  test.each([
    ['/openai/v1', (url: string) => `${url}/openai/v1`],
    ['/model/acme~chat-small/openai/v1/', (url: string) => `${url}/model/acme~chat-small/openai/v1/`],
    ['https://elsewhere.example/v1', () => 'https://elsewhere.example/v1'],
  ])('has the OpenAI base that its link %s names', async (href, expected) => {
    const server = await startAitta(modelRoutes({ openai: { href } }));
    expect((await loadModel(server)).openaiApiUrl).toBe(expected(server.url));
  });

  test.each([undefined, null])('has none if the link is %s', async (openai) => {
    const model = await loadModel(await startAitta(modelRoutes({ openai })));
    expect(() => model.openaiApiUrl).toThrow(IncompatibleModelError);
  });
});

describe("a model's metadata", () => {
  test('is asked for once, and again when told so; a caller may change its copy', async () => {
    const server = await startAitta({ ...modelRoutes(), '/model/acme~chat-small/metadata': hal(metadataDocument()) });
    const model = await loadModel(server);
    const metadata = await model.getMetadata();
    expect(metadata).toMatchObject({ owner: 'public', worker_config: { concurrency: 8 } });
    metadata.description = 'changed';
    expect((await model.getMetadata()).description).toBe('Small scripted chat model for tests.');
    expect(server.requests).toHaveLength(3);
    await model.getMetadata({ ignoreCached: true });
    expect(server.requests).toHaveLength(4);
  });

  test('is written back whole, with fields that this client does not know, and remembered', async () => {
    const server = await startAitta({
      ...modelRoutes(),
      '/model/acme~chat-small/metadata': hal(metadataDocument()),
      'PUT /model/acme~chat-small': hal({}),
    });
    const model = await loadModel(server);
    const changed = { ...(await model.getMetadata()), description: 'Better.' };
    await model.updateMetadata(changed);
    changed.description = 'Changed afterwards.';
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual({ ...metadataDocument(), description: 'Better.' });
    expect((await model.getMetadata()).description).toBe('Better.');
  });

  test('is not there without a link, or without the right', async () => {
    const without = await loadModel(await startAitta(modelRoutes({ metadata: undefined })));
    await expect(without.getMetadata()).rejects.toThrow(UnavailableFeatureError);
    const refused = await startAitta({ ...modelRoutes(), '/model/acme~chat-small/metadata': { status: 403 } });
    const failure = await failureOf((await loadModel(refused)).getMetadata());
    expect(failure).toBeInstanceOf(APIErrorResponse);
    expect(failure).toMatchObject({ status: 403 });
  });

  test.each([
    { model_path: 'x', worker_class: 'TextGeneration' },
    { module_path: 'x', worker_object_name: 'y' },
    { ollama_model_name: 'x' },
    { model_path: 'x' },
  ])('may configure its worker by %j', async (config) => {
    const metadata = { ...metadataDocument(), worker_config: config };
    const server = await startAitta({ ...modelRoutes(), '/model/acme~chat-small/metadata': hal(metadata) });
    expect((await (await loadModel(server)).getMetadata()).worker_config).toEqual(config);
  });

  test.each([
    { owner: 7 },
    { scopes: 'public' },
    { supports_batching: 'no' },
    { worker_config: {} },
    { resources: {} },
  ])('with %j is malformed', async (wrong) => {
    const metadata = hal({ ...metadataDocument(), ...wrong });
    const server = await startAitta({ ...modelRoutes(), '/model/acme~chat-small/metadata': metadata });
    expect(await failureOf((await loadModel(server)).getMetadata())).toBeInstanceOf(MalformedAPIResponse);
  });

  test('administrators add models by it, or from Hugging Face', async () => {
    const server = await startAitta({
      'POST /model': hal(modelDocument(), 201),
      'POST /model/huggingface': hal(modelDocument(), 201),
    });
    const client = clientOf(server);
    expect((await client.addModel(metadataDocument() as never)).id).toBe('acme/chat-small');
    await client.addModelFromHuggingFace({ modelId: 'acme/chat-small', owner: 'public', scopes: ['public', 'public'] });
    expect(server.requests.map(({ body }): unknown => JSON.parse(body))).toEqual([
      metadataDocument(),
      { model_id: 'acme/chat-small', owner: 'public', scopes: ['public'] },
    ]);
  });
});

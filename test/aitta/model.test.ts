import { expect, test } from 'vitest';
import { Client } from '../../src/aitta/client.ts';
import { ModelNotFoundError } from '../../src/aitta/errors.ts';
import { Model } from '../../src/aitta/model.ts';
import { StaticAccessTokenSource } from '../../src/aitta/static-access-token-source.ts';
import { hal, startRawHttpServer, type RawHttpServer } from '../fakes/raw-http-server.ts';

const list = {
  _links: {
    self: { href: '/model' },
    item: [
      { href: '/model/acme~chat-small', name: 'acme/chat-small' },
      { href: '/model/acme~embed-base', name: 'acme/embed-base' },
    ],
  },
};
const chatSmall = {
  id: 'acme/chat-small',
  description: 'Small scripted chat model for tests.',
  capabilities: ['openai-chat-completion'],
  _links: {
    self: { href: '/model/acme~chat-small' },
    collection: { href: '/model' },
    openai: { href: '/openai/v1' },
  },
};

const startAitta = (documents: Record<string, unknown>): Promise<RawHttpServer> =>
  startRawHttpServer(({ path }) =>
    path in documents ? hal(documents[path]) : hal({ error: 'not_found', error_description: 'No such thing.' }, 404),
  );
const clientOf = ({ url }: RawHttpServer): Client => new Client(url, new StaticAccessTokenSource('test-token'));

test('a model is found in the list by its exact id, then loaded, with the token on both requests', async () => {
  const server = await startAitta({ '/model': list, '/model/acme~chat-small': chatSmall });
  const model = await Model.load('acme/chat-small', clientOf(server));
  expect(model.id).toBe('acme/chat-small');
  expect(model.description).toBe('Small scripted chat model for tests.');
  expect([...model.capabilities]).toEqual(['openai-chat-completion']);
  expect(model.openaiApiUrl).toBe(`${server.url}/openai/v1`);
  expect(server.requests.map(({ path, authorization }) => [path, authorization])).toEqual([
    ['/model', 'Bearer test-token'],
    ['/model/acme~chat-small', 'Bearer test-token'],
  ]);
});

test('an id in other letters is another model', async () => {
  const server = await startAitta({ '/model': list, '/model/acme~chat-small': chatSmall });
  await expect(Model.load('Acme/chat-small', clientOf(server))).rejects.toThrow(ModelNotFoundError);
});

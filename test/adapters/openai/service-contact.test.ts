import { describe, expect, onTestFinished, test } from 'vitest';
import { ServiceContact } from '../../../src/adapters/openai/service-contact.ts';
import { Client } from '../../../src/aitta/client.ts';
import { APIErrorResponse, AuthorizationError } from '../../../src/aitta/errors.ts';
import { StaticAccessTokenSource } from '../../../src/aitta/static-access-token-source.ts';
import { createStandin, STANDIN_TOKEN } from '../../../src/standin/standin.ts';
import type { Standin } from '../../../src/standin/standin.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { until } from '../../driven/until.ts';

const open = async (): Promise<{ standin: Standin; contact: ServiceContact; client: Client; clock: DrivenClock }> => {
  const clock = new DrivenClock();
  const standin = createStandin({ clock });
  const { url } = await standin.listen();
  onTestFinished(() => standin.close());
  const contact = new ServiceContact({ clock, credential: 'access token', publicPaths: /\/(?:model|status)$/ });
  const tokens = new StaticAccessTokenSource(STANDIN_TOKEN);
  return { standin, contact, clock, client: new Client(url, tokens, { clock, fetch: contact.watch(fetch) }) };
};

describe('what requests tell of Aitta', () => {
  test('nothing before the first one, then that it answers, and when it last did', async () => {
    const { contact, client, clock } = await open();
    expect(contact.health()).toEqual({ ok: true, note: 'not asked yet' });
    await client.getModelList();
    expect(contact.health()).toEqual({ ok: true, note: 'answers', lastAnswerAt: clock.now() });
  });

  test('that it cannot be reached, until it is', async () => {
    const { contact, client, standin, clock } = await open();
    const { port } = new URL(standin.url);
    await standin.close();
    await expect(client.getModelList()).rejects.toThrow('Incomplete answer');
    expect(contact.health()).toEqual({ ok: false, note: 'cannot be reached: ECONNREFUSED' });
    const again = createStandin({ clock });
    await again.listen({ port: Number(port) });
    onTestFinished(() => again.close());
    await client.getModelList();
    expect(contact.health()).toMatchObject({ ok: true, note: 'answers' });
  });

  test('that it hangs', async () => {
    const { contact, client, standin, clock } = await open();
    standin.addFault({ kind: 'late-headers', route: 'models', ms: 3_600_000 });
    const asked = client.getModelList();
    asked.catch(() => undefined);
    await until(() => standin.requests.length === 1);
    await clock.advance(60_000);
    await expect(asked).rejects.toThrow('No answer');
    expect(contact.health()).toEqual({ ok: false, note: 'does not answer in time' });
  });

  test('that it refuses the token, which an answer to everybody does not take back', async () => {
    const { contact, client, standin } = await open();
    standin.rejectTokens();
    await expect(client.getWorkers()).rejects.toThrow(AuthorizationError);
    expect(contact.health()).toMatchObject({ ok: false, note: 'refuses the access token' });
    await client.getStatus();
    expect(contact.health()).toMatchObject({ ok: false, note: 'refuses the access token' });
    standin.acceptTokens();
    await client.getWorkers();
    expect(contact.health()).toMatchObject({ ok: true });
  });

  test('that its front door is broken; a model behind it that fails is not Aitta', async () => {
    const { contact, standin, client } = await open();
    standin.addFault({ kind: 'html-502', route: 'workers' });
    await expect(client.getWorkers()).rejects.toThrow(APIErrorResponse);
    expect(contact.health()).toMatchObject({ ok: false, note: 'answers with HTTP 502' });
    await client.getModelList();
    standin.addFault({ kind: 'html-504', route: 'chat' });
    const headers = { authorization: `Bearer ${STANDIN_TOKEN}` };
    const send = contact.watch(fetch);
    await send(`${standin.url}/openai/v1/chat/completions`, { method: 'POST', headers, body: '{}' });
    expect(contact.health()).toMatchObject({ ok: true });
  });
});

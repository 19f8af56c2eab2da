import { expect, test } from 'vitest';
import type { Standin } from '../../../../src/standin/standin.ts';
import { until } from '../../../driven/until.ts';
import { BotError } from '../../../../src/core/errors.ts';
import { textMessage } from '../../../../src/core/prompt/message.ts';
import { Asking } from '../../../doubles/asking.ts';
import { json, MODEL, passTime, startWithRawAitta, startWithStandin } from '../../aitta/gateway-bench.ts';

const stopped = new BotError('steered', 'stopped');

/** How the server saw its one chat request end. */
const outcomeOfChat = async ({ requests }: Standin): Promise<string | undefined> => {
  const chat = requests.find(({ route }) => route === 'chat');
  await until(() => chat?.outcome !== 'open');
  return chat?.outcome;
};

/** The clock stands still from here on: what happens now happens at once. */
const abort = async (asking: Asking): Promise<unknown> => {
  asking.abort(stopped);
  await until(() => asking.over);
  return asking.end ?? asking.error;
};

test('aborted while it waits for a place, a question leaves the line and never reaches Aitta', async () => {
  const { gateway, clock, standin } = await startWithStandin(
    { pace: { firstTokenMs: 60_000 } },
    { budget: { concurrency: 1 } },
  );
  const first = new Asking(gateway, { person: 'a' });
  await passTime(clock, () => standin.requests.some(({ route }) => route === 'chat'));
  const second = new Asking(gateway, { person: 'b' });
  await until(() => second.phases.includes('queued'));
  expect(await abort(second)).toBe(stopped);
  await passTime(clock, () => first.over);
  expect(standin.requests.filter(({ route }) => route === 'chat')).toHaveLength(1);
});

test('aborted while the model is cold, the question never reaches Aitta, and nobody looks any more', async () => {
  const { gateway, clock, standin } = await startWithStandin({ workers: { state: 'offline' } });
  const asking = new Asking(gateway);
  await passTime(clock, () => asking.phases.includes('requested'));
  expect(await abort(asking)).toBe(stopped);
  await passTime(clock, () => clock.sleeping === 0, { mostMs: 60_000 });
  expect(standin.requests.some(({ route }) => route === 'chat')).toBe(false);
});

test('aborted while the model writes, the request ends at once, seen by the server', async () => {
  const { gateway, clock, standin } = await startWithStandin({ pace: { pieceMs: 500 } });
  const asking = new Asking(gateway, { text: 'count to 1000' });
  await passTime(clock, () => asking.text.length > 10);
  expect(await abort(asking)).toBe(stopped);
  expect(await outcomeOfChat(standin)).toBe('disconnected');
});

test('aborted during a pause of all requests, in an outage, and while the metadata hangs, a question ends at once', async () => {
  const limited = await startWithRawAitta({ chat: () => json({ error: 'too_many_requests' }, 429) });
  const first = new Asking(limited.gateway);
  await until(() => first.phases.includes('budget'));
  expect(await abort(first)).toBe(stopped);

  const broken = await startWithRawAitta({ chat: () => ({ status: 502, body: '' }) });
  const second = new Asking(broken.gateway);
  await until(() => second.phases.includes('unknown'));
  expect(await abort(second)).toBe(stopped);

  const hanging = await startWithRawAitta({ chat: () => undefined, models: () => [MODEL], hangs: true });
  const third = new Asking(hanging.gateway);
  await until(() => hanging.server.requests.length > 0);
  expect(await abort(third)).toBe(stopped);
});

test('nothing of what arrived already is read after an abort', async () => {
  const { gateway, standin } = await startWithStandin();
  const stop = new AbortController();
  const request = { model: MODEL, personId: 'a', askedAt: 0, messages: [textMessage('user', 'count to 100')] };
  const isAnswered = (): boolean =>
    standin.requests.some(({ route, outcome }) => route === 'chat' && outcome !== 'open');
  let texts = 0;
  const reading = (async () => {
    for await (const { type } of gateway.generate(request, stop.signal)) {
      await until(isAnswered);
      if (type !== 'text') continue;
      texts++;
      stop.abort(stopped);
    }
  })();
  await expect(reading).rejects.toBe(stopped);
  expect(texts).toBe(1);
});

test('aborted before it is asked, a question sends nothing', async () => {
  const { gateway, standin } = await startWithStandin();
  await expect(
    gateway.generate({ model: MODEL, personId: 'a', askedAt: 0, messages: [] }, AbortSignal.abort(stopped)).next(),
  ).rejects.toBe(stopped);
  expect(standin.requests).toHaveLength(0);
});

test('a reader who goes away ends the request', async () => {
  const { gateway, clock, standin } = await startWithStandin({ pace: { pieceMs: 500 } });
  const events = gateway.generate(
    { model: MODEL, personId: 'a', askedAt: 0, messages: [textMessage('user', 'count to 1000')] },
    new AbortController().signal,
  );
  let isText = false;
  const reading = (async () => {
    for await (const event of events) {
      isText = event.type === 'text';
      if (isText) break;
    }
  })();
  await passTime(clock, () => isText);
  await reading;
  expect(await outcomeOfChat(standin)).toBe('disconnected');
});

test('closing ends what is under way, with the word that the process is ending', async () => {
  const { gateway, clock, standin } = await startWithStandin(
    {},
    {
      scenario: {
        models: [
          { id: MODEL, pace: { pieceMs: 500 } },
          { id: 'acme/cold', workers: { state: 'offline' } },
        ],
      },
    },
  );
  const asking = new Asking(gateway, { text: 'count to 1000' });
  const waiting = new Asking(gateway, { model: 'acme/cold' });
  await passTime(clock, () => asking.text !== '' && waiting.phases.includes('requested'));
  await gateway.close();
  await until(() => asking.over && waiting.over);
  for (const { error } of [asking, waiting]) expect(error).toMatchObject({ code: 'shutting-down' });
  expect(await outcomeOfChat(standin)).toBe('disconnected');
  expect(clock.sleeping).toBe(0);
});

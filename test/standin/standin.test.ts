import { onTestFinished, expect, test } from 'vitest';
import { createStandin, STANDIN_TOKEN, type Standin, type StandinOptions } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const start = async (options: StandinOptions = {}): Promise<Standin> => {
  const standin = createStandin(options);
  onTestFinished(() => standin.close());
  await standin.listen();
  return standin;
};
const jwt = (exp: number): string =>
  ['{}', JSON.stringify({ sub: 'ada', exp }), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
const authorization = `Bearer ${STANDIN_TOKEN}`;
const chat = (standin: Standin, model: string, content: string, more: object = {}): Promise<Response> =>
  fetch(`${standin.url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }], ...more }),
  });

test('the model list is open, is HAL without a charset, and writes ids with a tilde', async () => {
  const standin = await start();
  const answer = await fetch(`${standin.url}/model`);
  expect(answer.headers.get('content-type')).toBe('application/hal+json');
  expect(await answer.json()).toMatchObject({
    _links: {
      self: { href: '/model' },
      item: [{ href: '/model/standin~remembers', name: 'standin/remembers' }, {}, {}, {}, {}, {}, {}, {}],
    },
  });
});

test('a whole answer has its text, its finish reason and its usage', async () => {
  const standin = await start();
  const answer = await chat(standin, 'standin/remembers', 'repeat: Hello @everyone');
  expect(await answer.json()).toMatchObject({
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant', content: 'Hello @everyone' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 14, completion_tokens: 4, total_tokens: 18 },
  });
  expect(standin.requests).toMatchObject([{ status: 200, outcome: 'answered', chat: { model: 'standin/remembers' } }]);
});

test('a streamed answer is frames of one token, then the usage, then [DONE]', async () => {
  const standin = await start();
  const answer = await chat(standin, 'standin/remembers', 'repeat: Hei!', {
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const frames = (await answer.text()).split('\n\n');
  expect(frames.at(-1)).toBe('');
  expect(frames.at(-2)).toBe('data: [DONE]');
  expect(frames.slice(0, -2).map((frame) => JSON.parse(frame.slice('data: '.length)) as object)).toMatchObject([
    { object: 'chat.completion.chunk', choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    { choices: [{ delta: { content: 'Hei' }, finish_reason: null }] },
    { choices: [{ delta: { content: '!' }, finish_reason: 'stop' }] },
    { choices: [], usage: { completion_tokens: 2 } },
  ]);
});

test('a cold model hangs for its minute of driven time, and then answers', async () => {
  const clock = new DrivenClock();
  const standin = await start({ clock });
  const worker = async (): Promise<unknown> => {
    const answer = await fetch(`${standin.url}/worker/standin~starts-cold`, { headers: { authorization } });
    return ((await answer.json()) as { _embedded: { workers: unknown[] } })._embedded.workers;
  };
  expect(await worker()).toEqual([]);
  const answer = chat(standin, 'standin/starts-cold', 'repeat: warm');
  await expect.poll(() => clock.sleeping).toBe(1);
  expect(await worker()).toMatchObject([{ status: 'requested' }]);
  await clock.advance(20_000);
  expect(await worker()).toMatchObject([{ status: 'starting' }]);
  await clock.advance(40_000);
  expect(await (await answer).json()).toMatchObject({ choices: [{ message: { content: 'warm' } }] });
  expect(await worker()).toMatchObject([{ status: 'running' }]);
});

test('a client that goes away stops the answer', async () => {
  const clock = new DrivenClock();
  const standin = await start({ clock });
  const leaving = new AbortController();
  const answer = fetch(`${standin.url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({
      model: 'standin/writes-slowly',
      messages: [{ role: 'user', content: 'count to 100' }],
      stream: true,
    }),
    signal: leaving.signal,
  });
  await answer;
  leaving.abort();
  await expect.poll(() => standin.requests[0]?.outcome).toBe('disconnected');
  expect(standin.requests[0]?.chat?.tokensWritten).toBe(0);
  expect(clock.sleeping).toBe(0);
});

test('without a token, or with an expired one, 401', async () => {
  const standin = await start();
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${standin.url}/worker`, { headers })).status;
  const soon = Date.now() / 1000 + 60;
  expect(await status({})).toBe(401);
  expect(await status({ authorization: 'Bearer unknown' })).toBe(401);
  expect(await status({ authorization: `Bearer ${jwt(soon - 120)}` })).toBe(401);
  expect(await status({ authorization: `Bearer ${jwt(soon)}` })).toBe(200);
  expect(await status({ authorization })).toBe(200);
});

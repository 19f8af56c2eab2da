import { expect, test } from 'vitest';
import { until } from '../../driven/until.ts';
import { Asking } from '../../doubles/asking.ts';
import { MODEL, startWithStandin } from './gateway-bench.ts';

test('a question is streamed from a running model, with one end and the counts of the server', async () => {
  const { gateway } = await startWithStandin();
  const asking = new Asking(gateway, { text: 'repeat: Hei maailma!' });
  await until(() => asking.over);
  expect(asking.error).toBeUndefined();
  expect(asking.text).toBe('Hei maailma!');
  expect(asking.phases).toEqual(['running']);
  expect(asking.events.at(-1)).toMatchObject({ type: 'end', reason: 'stop', tokensIn: 14 });
  expect(asking.events.filter(({ type }) => type === 'end')).toHaveLength(1);
});

test('the catalogue has ids, states, what can chat, and the windows', async () => {
  const { gateway, clock } = await startWithStandin(
    {},
    {
      scenario: {
        models: [
          { id: MODEL, window: 4_096 },
          { id: 'acme/cold', workers: { state: 'offline' } },
          { id: 'acme/vectors', kind: 'embeddings' },
        ],
      },
    },
  );
  const catalogue = await gateway.models();
  expect(catalogue).toEqual({
    at: clock.now(),
    models: [
      { id: MODEL, state: 'running', chat: true, contextTokens: 4_096 },
      { id: 'acme/cold', state: 'offline', chat: true, contextTokens: 8_192 },
      { id: 'acme/vectors', state: 'running', chat: false, contextTokens: 8_192 },
    ],
  });
});

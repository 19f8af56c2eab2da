import { expect, test } from 'vitest';
import { SlackWorld } from '../slack-world.ts';

/** What one question takes of Slack, and of the store for the place. They decide how many answers a workspace may get per minute. */
const costOf = async (slowSteps: number) => {
  const world = await SlackWorld.open();
  await world.ask('what is read once is read now');
  const { ts, memory, place } = await world.ask();
  const before = world.slack.calls.length;
  place.progress({ note: 'On it …' });
  await world.slack.waitFor(() => world.answers(ts).length === 1, 'the placeholder');
  await world.ticks();
  for (let step = 0; step < slowSteps; step += 1) {
    place.progress({ text: 'word '.repeat(step + 1) });
    await world.clock.advance(1_000, 500);
    await world.ticks();
  }
  await place.say({ text: 'done', note: 'acme/chat' });
  await world.ticks();
  const methods = world.slack.calls
    .slice(before)
    .map(({ method }) => method)
    .filter((method) => !/\.(?:info|list|test)$/.test(method));
  return { methods, saves: memory.saved.length - 1 };
};

test('a quick answer is a placeholder and its edit; a thread that begins is named once', async () => {
  expect(await costOf(0)).toEqual({
    methods: ['chat.postMessage', 'chat.update', 'agents.sessions.setStatus'],
    saves: 4,
  });
});

test('an answer that is written for ten seconds is edited calmly, and its state is set and taken back', async () => {
  const { methods, saves } = await costOf(10);
  const edits = methods.filter((method) => method === 'chat.update').length;
  expect(edits).toBeGreaterThan(3);
  expect(edits).toBeLessThanOrEqual(10);
  expect(methods.filter((method) => method === 'agents.sessions.setStatus')).toHaveLength(2);
  expect(methods).toHaveLength(edits + 3);
  expect(saves).toBe(4);
});

import { expect, test } from 'vitest';
import { SlackWorld } from '../slack-world.ts';

const stop = [{ label: 'Stop', call: { command: 'halt', args: { turn: 'abc' } } }];

/** A question whose placeholder stands, and an edit of it that Slack carries out so much later, whoever waits for it. */
const withLateEdit = async (world: SlackWorld, delayMs: number) => {
  const asked = await world.ask();
  const dying = world.newPlatform().at(asked.arrival.address, asked.memory);
  dying.progress({ note: 'On it …', choices: stop });
  await world.slack.waitFor(() => world.answers(asked.ts)[0] === 'On it …', 'a placeholder');
  world.slack.faults.push({ method: 'chat.update', kind: 'slow', delayMs });
  dying.progress({ text: 'A dra', choices: stop });
  await world.drive(() => world.slack.callsOf('chat.update').length === 1);
  return { ...asked, dying };
};

test.each([4_000, 12_000])(
  'an edit that is carried out %i ms late, after the next process has answered, is put right',
  async (delayMs) => {
    const world = await SlackWorld.open();
    const { ts, arrival, memory } = await withLateEdit(world, delayMs);
    await world.platform.at(arrival.address, memory.next()).say({ text: 'Because.' });
    expect(world.answers(ts)).toEqual(['Because.']);
    await world.drive(() => world.answers(ts)[0]?.startsWith('A dra'), { what: 'the late edit' });
    await world.drive(() => world.answers(ts)[0] === 'Because.', { what: 'the repair' });
    expect(world.answers(ts)).toHaveLength(1);
  },
);

test('so is one that the same process had given up after ten seconds', async () => {
  const world = await SlackWorld.open();
  const { ts, dying } = await withLateEdit(world, 14_000);
  const said = dying.say({ text: 'Because.' });
  await world.drive(() => world.answers(ts)[0] === 'Because.', { what: 'the answer' });
  await said;
  await world.drive(() => world.answers(ts)[0]?.startsWith('A dra'), { what: 'the late edit' });
  await world.drive(() => world.answers(ts)[0] === 'Because.', { what: 'the repair' });
  expect(world.answers(ts)).toEqual(['Because.']);
});

test('a placeholder that arrives beside the answer goes', async () => {
  const world = await SlackWorld.open();
  const { ts, place } = await world.ask();
  world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 14_000 });
  place.progress({ note: 'On it …', choices: stop });
  await world.drive(() => world.slack.callsOf('chat.postMessage').length === 1);
  const said = place.say({ text: 'Because.' });
  await world.drive(() => world.answers(ts).includes('Because.'), { what: 'the answer' });
  await said;
  await world.drive(() => world.answers(ts).includes('On it …'), { what: 'the late placeholder' });
  await world.drive(() => !world.answers(ts).includes('On it …'), { what: 'the repair' });
  expect(world.answers(ts)).toEqual(['Because.']);
});

test('so does one below the question that was posted for a command', async () => {
  const world = await SlackWorld.open();
  world.anna.slash('/aitta', 'ask why?', world.general);
  const { place } = await world.place();
  const isBelow = (args: Record<string, unknown>): boolean => args['thread_ts'] !== undefined;
  world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 14_000, when: isBelow });
  place.progress({ note: 'On it …', choices: stop });
  await world.drive(() => world.slack.callsOf('chat.postMessage').some(({ args }) => isBelow(args)));
  const [root] = world.slack.messages(world.general);
  const answers = (): string[] => world.answers(root?.ts ?? '');
  const said = place.say({ text: 'Because.' });
  await world.drive(() => answers().includes('Because.'), { what: 'the answer' });
  await said;
  await world.drive(() => answers().includes('On it …'), { what: 'the late placeholder' });
  await world.drive(() => !answers().includes('On it …'), { what: 'the repair' });
  expect(answers()).toEqual(['Because.']);
});

test('a second copy goes, also when the process ends before it comes, and the first search of the next one fails', async () => {
  const world = await SlackWorld.open();
  const { ts, place } = await world.ask();
  world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 20_000 });
  const said = place.say({ text: 'Because.' });
  await world.drive(() => world.answers(ts).length === 1, { what: 'the answer' });
  await said;
  await world.platform.stop();
  await world.platform.close();
  await world.drive(() => world.answers(ts).length === 2, { what: 'the second copy' });
  world.slack.faults.push({ method: 'conversations.replies', kind: 'error', error: 'internal_error', times: 3 });
  await world.newPlatform().start(world.inbox);
  await world.drive(() => world.answers(ts).length === 1, { what: 'the repair' });
  expect(world.answers(ts)).toEqual(['Because.']);
});

test('nothing is looked at again where all was seen', async () => {
  const world = await SlackWorld.open();
  const { place } = await world.ask();
  place.progress({ note: 'On it …', choices: stop });
  await world.slack.waitFor(() => world.slack.callsOf('chat.postMessage').length === 1, 'a placeholder');
  await place.say({ text: 'Because.' });
  await world.clock.advance(200_000, 1_000);
  await world.ticks();
  expect(world.slack.callsOf('conversations.replies')).toEqual([]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { DiscordWorld } from './discord-world.ts';

let core: SmallBot;
let world: DiscordWorld;
beforeEach(async () => {
  core = new SmallBot();
  world = await DiscordWorld.open({ messageContent: true, clock: core.clock });
  await core.processWith(world.newBot().platform);
  await world.fake.waitFor(() => world.fake.commands.list().length > 0);
});
afterEach(async () => {
  await core.close();
  await world.close();
});

const said = (where: { id: string }): string[] => world.said(where).filter((text) => text !== '');
const withButton = (where: { id: string }, label: string) => {
  const message = world.fake.messages(where).find(({ buttons }) => buttons.some((button) => button.label === label));
  if (!message) throw new Error(`nothing says ${label}`);
  return message;
};

test('an answer that was cut off is gone on with below, in its thread', async () => {
  core.gateway.script(async function* script() {
    yield { type: 'text', text: 'Because of' };
    yield { type: 'end', reason: 'length' };
  });
  core.gateway.answer = () => 'the air.';
  const thread = { id: world.mention('why?').id };
  await world.drive(() => said(thread)[0]?.startsWith('Because of'));
  world.kim.press(withButton(thread, english.goOn), english.goOn);
  await world.drive(() => said(thread)[1]?.startsWith('the air.'));
  expect(said(thread)).toHaveLength(2);
  expect(said(thread)[0]).toMatch(/^Because of\n/);
});

test.each([
  ['in its thread', []],
  ['in a channel without threads', ['CreatePublicThreads'] as const],
])('%s another model is asked below, and what it says belongs to the same conversation', async (_, denied) => {
  core.gateway.catalogue.push({ id: 'acme/other', state: 'running', chat: true });
  const channel = world.fake.addChannel({ guild: world.guild, deny: [...denied] });
  const question = world.mention('why?', channel);
  const where = denied.length === 0 ? { id: question.id } : channel;
  const answers = () =>
    world.fake.messages(where).filter(({ buttons }) => buttons.some(({ label }) => label === english.again));
  const offers = () => world.fake.messages(where, world.kim).filter(({ text }) => text.includes(english.againWith));
  for (const times of [1, 2]) {
    await world.drive(() => answers().length === times);
    const [last, seen] = [answers().at(-1), offers().length];
    if (last) world.kim.press(last, english.again);
    await world.drive(() => offers().length > seen);
    const offer = offers().at(-1);
    if (offer) world.kim.press(offer, 'acme/other');
  }
  await world.drive(() => answers().length === 3);
  expect(answers().map(({ text }) => text.split('-# ')[1])).toEqual(['acme/chat', 'acme/other', 'acme/other']);
});

test('a question that is edited after its answer is answered anew in the message that offers it', async () => {
  const question = world.mention('wat?');
  const thread = { id: question.id };
  await world.drive(() => said(thread)[0]?.includes('wat?'));
  world.kim.edit({ channelId: question.channelId, id: question.id }, `${world.fake.mention} what?`);
  await world.drive(() => said(thread)[1]?.includes(english.questionEdited));
  world.kim.press(withButton(thread, english.answerEdited), english.answerEdited);
  await world.drive(() => said(thread)[1]?.includes('what?'));
  expect(said(thread)).toHaveLength(2);
});

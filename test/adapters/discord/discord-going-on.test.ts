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

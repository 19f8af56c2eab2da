import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { SlackWorld } from './slack-world.ts';

let core: SmallBot;
let world: SlackWorld;
beforeEach(async () => {
  core = new SmallBot();
  world = await SlackWorld.prepare({}, core.clock);
  await core.processWith(world.newPlatform());
  onTestFinished(() => core.close());
});

test('an answer that was cut off is gone on with below, in its thread', async () => {
  core.gateway.script(async function* script() {
    yield { type: 'text', text: 'Because of' };
    yield { type: 'end', reason: 'length' };
  });
  core.gateway.answer = () => 'the air.';
  const ts = world.mention('why?');
  await world.drive(() => world.slack.messages(world.general, ts)[1]?.controls[0]?.label === english.goOn);
  const first = world.slack.messages(world.general, ts)[1]?.ts ?? '';
  world.anna.press({ channel: world.general, ts: first }, english.goOn);
  await world.drive(() => world.answers(ts)[1]?.startsWith('the air.'));
  expect(world.answers(ts)).toHaveLength(2);
  expect(world.answers(ts)[0]).toMatch(/^Because of\n/);
});

test('another model is asked below, for all to see, once it was chosen by the asker alone', async () => {
  core.gateway.catalogue.push({ id: 'acme/other', state: 'running', chat: true });
  const ts = world.mention('why?');
  await world.drive(() => world.slack.messages(world.general, ts)[1]?.controls[0]?.label === english.again);
  const first = world.slack.messages(world.general, ts)[1]?.ts ?? '';
  world.anna.press({ channel: world.general, ts: first }, english.again);
  await world.drive(() => world.anna.ephemerals.length === 1);
  world.anna.press({ channel: world.general, ts: world.anna.ephemerals[0]?.ts ?? '' }, 'acme/other');
  await world.drive(() => world.answers(ts)[1]?.includes('acme/other'));
  expect(world.answers(ts)).toHaveLength(2);
  expect(world.answers(ts)[0]).toContain('acme/chat');
});

test('a question that is edited after its answer is answered anew in the message that offers it', async () => {
  const ts = world.mention('wat?');
  await world.drive(() => world.answers(ts)[0]?.includes('answer to'));
  world.anna.edit({ channel: world.general, ts }, `<@${world.slack.botUserId}> what?`);
  await world.drive(() => world.answers(ts)[1]?.includes(english.questionEdited));
  const offer = world.slack.messages(world.general, ts)[2]?.ts ?? '';
  world.anna.press({ channel: world.general, ts: offer }, english.answerEdited);
  await world.drive(() => world.answers(ts)[1]?.includes('what?'));
  expect(world.answers(ts)).toHaveLength(2);
});

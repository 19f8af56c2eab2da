import { expect, onTestFinished, test } from 'vitest';
import { english } from '../../../src/core/sentences/english.ts';
import { finnish } from '../../../src/core/sentences/finnish.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { SlackWorld } from './slack-world.ts';

const open = async (locale: string) => {
  const core = new SmallBot();
  const world = await SlackWorld.prepare({}, core.clock);
  onTestFinished(() => core.close());
  core.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
  await core.processWith(world.newPlatform(), 'a');
  const liisa = world.slack.addUser({ name: 'liisa', realName: 'Liisa', locale });
  const channel = liisa.directMessage;
  const ts = liisa.post({ channel, text: 'miksi taivas on sininen?' });
  const said = () => world.slack.messages(channel, ts).filter(({ byBot }) => byBot);
  return { world, liisa, channel, ts, said };
};

test('whoever has Slack in a language of the bot is spoken to in it: the wait, the buttons, the end', async () => {
  const { world, liisa, channel, ts, said } = await open('fi-FI');
  await world.drive(() => said()[0]?.text.includes('odottaa GPU:ita'), { what: 'a waiting message' });
  const [waiting] = said();
  expect(waiting?.controls.map(({ label }) => label)).toContain(finnish.stop);
  liisa.press({ channel, ts: waiting?.ts ?? '' }, finnish.stop);
  await world.drive(() => said()[0]?.text.includes(finnish.stoppedBeforeText), { what: 'the end' });
  expect(said()).toHaveLength(1);
  liisa.post({ channel, text: 'stop', threadTs: ts });
  await world.drive(() => world.slack.messages(channel, ts).some(({ text }) => text.includes(finnish.nothingToStop)));
});

test('English is no choice at Slack, which has neither Finnish nor Swedish', async () => {
  const { world, said } = await open('en-US');
  await world.drive(() => said()[0]?.text.includes('GPUs'), { what: 'a waiting message' });
  expect(said()[0]?.text).toContain(english.waiting.requested('acme/chat'));
});

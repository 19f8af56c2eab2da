import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { BotError } from '../../../src/core/errors.ts';
import { finnish } from '../../../src/core/sentences/finnish.ts';
import { swedish } from '../../../src/core/sentences/swedish.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { DiscordWorld } from './discord-world.ts';

let core: SmallBot;
let world: DiscordWorld;
beforeEach(async () => {
  core = new SmallBot();
  world = await DiscordWorld.open({ clock: core.clock });
  onTestFinished(async () => {
    await core.close();
    await world.close();
  });
});

const start = async (): Promise<void> => {
  await core.processWith(world.newBot().platform, 'a');
  await world.fake.waitFor(() => world.fake.commands.list().length > 0);
};

test('a slash command is answered in the language of whoever gave it, what is asked above the answer included', async () => {
  core.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
  world.kim.locale = 'fi';
  await start();
  const asked = world.kim.slash('aitta ask', { question: 'miksi?' }, world.channel);
  const said = () => world.fake.answerTo(asked)?.text ?? '';
  await world.drive(() => said().includes('odottaa GPU:ita'), { what: 'a Finnish wait' });
  expect(said()).toContain('kim kysyy:');
});

test('a message in a server is answered in the server’s language, where somebody has chosen one', async () => {
  core.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
  world.guild.locale = 'sv-SE';
  await start();
  const question = world.mention('varför?');
  const where = { id: question.id };
  await world.drive(() => world.said(where)[0]?.includes('väntar på GPU:er'), { what: 'a Swedish wait' });
  const find = () => world.fake.messages(where).find(({ byBot }) => byBot);
  expect(find()?.buttons.map(({ label }) => label)).toContain(swedish.stop);
  await world.drive(() => world.said(where).join('\n').includes(swedish.discord.goOnByMention), { what: 'the hint' });
});

test('the English that stands in every server counts as nothing chosen', async () => {
  core.language = 'fi';
  core.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
  await start();
  const where = { id: world.mention('miksi?').id };
  await world.drive(() => world.said(where).length > 0 && !world.said(where)[0]?.includes(finnish.thinking));
  expect(world.said(where)[0]).toContain('odottaa GPU:ita');
});

test('what is said where nothing could be accepted is in the language of the command', async () => {
  world.kim.locale = 'fi';
  const { platform, inbox } = world.newBot();
  inbox.beforeReceive = () => {
    throw new BotError('store-failed', 'the disk is full');
  };
  await platform.start(inbox);
  await world.fake.waitFor(() => world.fake.commands.list().length > 0);
  const asked = world.kim.slash('aitta status', {}, world.channel);
  await world.drive(() => world.fake.answerTo(asked) !== undefined);
  expect(world.fake.answerTo(asked)?.text).toContain(finnish.errors['store-failed']);
});

import { expect, onTestFinished, test } from 'vitest';
import { discordAlert } from '../../../../src/adapters/discord/answer/discord-alert.ts';
import { DiscordApi } from '../../../../src/adapters/discord/api/discord-api.ts';
import { timeMark } from '../../../../src/core/sentences/time-mark.ts';
import { createMetrics } from '../../../../src/operate/metrics.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { FakeDiscord } from '../../../fakes/discord/fake-discord.ts';

const open = async () => {
  const clock = new DrivenClock();
  const fake = await FakeDiscord.start({ clock });
  onTestFinished(() => fake.goDown());
  const api = new DiscordApi({
    token: fake.token,
    apiUrl: fake.apiUrl,
    clock,
    log: quietLog(),
    meter: createMetrics(),
  });
  const guild = fake.addGuild();
  const alert = (to: string | undefined) => discordAlert(api, to, clock);
  const said = (where: { id: string }) => fake.messages(where).map(({ content }) => content);
  return { fake, guild, alert, said };
};

test('an alert goes to the channel, with times in the zone of each reader, and pings nobody', async () => {
  const { fake, guild, alert, said } = await open();
  const channel = fake.addChannel({ guild });
  await alert(channel.id)?.(`Aitta has not worked since ${timeMark(Date.parse('2026-11-24T09:00:00Z'))}. @everyone`);
  expect(said(channel)[0]).toMatch(/^Aitta has not worked since <t:1795510800:f>/);
  expect(fake.messages(channel)[0]?.pings).toEqual({ users: [], roles: [], everyone: false });
});

test('a person gets it as a direct message', async () => {
  const { fake, guild, alert, said } = await open();
  const kim = fake.addMember({ guild, name: 'kim' });
  await alert(kim.id)?.('The disk is full.');
  expect(said(fake.openDm(kim))).toEqual(['The disk is full.']);
});

test('a channel in which the bot may not write is told as that, and nobody named is nobody told', async () => {
  const { fake, guild, alert } = await open();
  const channel = fake.addChannel({ guild, deny: ['SendMessages'] });
  await expect(alert(channel.id)?.('The disk is full.')).rejects.toMatchObject({ code: 'place-gone' });
  await expect(alert('12345678901234567')?.('The disk is full.')).rejects.toMatchObject({ name: 'BotError' });
  expect(alert(undefined)).toBeUndefined();
});

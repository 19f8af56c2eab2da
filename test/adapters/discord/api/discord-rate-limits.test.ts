import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DiscordApi } from '../../../../src/adapters/discord/api/discord-api.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { FakeDiscord } from '../../../fakes/discord/fake-discord.ts';
import type { Channel } from '../../../fakes/discord/world.ts';

const HOUR_MS = 3_600_000;
/** So long that the bot does not wait for it, milliseconds. */
const WINDOW_MS = 10_000;

let discords: DrivenClock;
let machines: DrivenClock;
let fake: FakeDiscord;
let channel: Channel;
let api: DiscordApi;
beforeEach(async () => {
  discords = new DrivenClock();
  machines = new DrivenClock();
  vi.useFakeTimers({ toFake: ['Date'], now: machines.now() }); // discord.js looks there
  fake = await FakeDiscord.start({ clock: discords, messageContentGranted: true });
  channel = fake.addChannel({ guild: fake.addGuild() });
  const meter = { count: () => undefined, observe: () => undefined };
  api = new DiscordApi({ token: fake.token, apiUrl: fake.apiUrl, clock: machines, log: quietLog(), meter });
});
afterEach(async () => {
  api.close();
  vi.useRealTimers();
  await fake.close();
});

const post = async (times: number): Promise<void> => {
  for (let n = 0; n < times; n += 1) await api.postMessage(channel.id, { content: 'x', allowed_mentions: {} });
};

const pass = async (ms: number): Promise<void> => {
  await Promise.all([discords.advance(ms), machines.advance(ms)]);
  vi.setSystemTime(machines.now());
};

/** Somebody sets the machine's clock; Discord's goes on. */
const setBack = (byMs: number): void => {
  machines.set(-byMs);
  vi.setSystemTime(machines.now());
};

test('a channel that takes no more messages takes some again when Discord does, also when the clock is set back by an hour', async () => {
  fake.limits.buckets = true;
  fake.limits.windowMs = WINDOW_MS;
  await post(5);
  await expect(post(1)).rejects.toThrow('rate limit');
  setBack(HOUR_MS);
  await pass(WINDOW_MS);
  await post(1);
  expect(fake.messages(channel)).toHaveLength(6);
});

test('so does a bot that has sent as much in a second as Discord takes of it', async () => {
  await post(1);
  setBack(HOUR_MS);
  await post(50); // as many as discord.js sends in a second of the clock
  expect(fake.messages(channel)).toHaveLength(51);
});

test('a limit holds while the clock is left alone', async () => {
  fake.limits.buckets = true;
  fake.limits.windowMs = WINDOW_MS;
  await post(5);
  await pass(WINDOW_MS / 2 - 2_000);
  await expect(post(1)).rejects.toThrow('rate limit');
  expect(fake.calls).toHaveLength(5);
});

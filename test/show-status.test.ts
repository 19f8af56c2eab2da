import { expect, onTestFinished, test } from 'vitest';
import { App } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createMetrics } from '../src/operate/metrics.ts';
import { Secrets } from '../src/operate/secrets.ts';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import { quietLog } from './doubles/quiet-log.ts';
import { DrivenClock } from './driven/driven-clock.ts';
import { FakeDiscord } from './fakes/discord/fake-discord.ts';

test('beside the name of the bot stands the state of its model, and that Aitta is under maintenance or away', async () => {
  const clock = new DrivenClock();
  const discord = await FakeDiscord.start({ clock, validate: false });
  onTestFinished(() => discord.goDown());
  discord.addChannel({ guild: discord.addGuild() });
  const aitta = createStandin({ clock });
  const { url } = await aitta.listen();
  onTestFinished(() => aitta.close());
  const config = loadConfig({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    AITTA_API_URL: url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    AITTA_MODEL: 'standin/starts-cold',
    STORE_URL: 'memory:',
    WEB: 'off',
    PORT: '0',
  });
  const app = new App({ config, clock, log: quietLog(), metrics: createMetrics(), secrets: new Secrets() });
  const started = app.start();
  onTestFinished(async () => {
    const stopped = app.stop(0);
    for (let second = 0; second < 30; second += 1) await clock.advance(1_000);
    await stopped;
  });
  const drive = async (see: () => boolean): Promise<void> => {
    for (let second = 0; second < 600 && !see(); second += 1) await clock.advance(1_000);
  };
  await drive(() => discord.gateway.connected === 1);
  await started;
  await drive(() => discord.gateway.presence !== undefined);
  expect(discord.gateway.presence).toBe('starts-cold: offline');
  aitta.setWorker('standin/starts-cold', 'running');
  await drive(() => discord.gateway.presence?.includes('running') === true);
  expect(discord.gateway.presence).toBe('starts-cold: running');
  aitta.setDowntimes([{ inMs: 0, lastsMs: 3_600_000, reason: 'works' }]);
  await drive(() => discord.gateway.presence?.includes('maintenance') === true);
  expect(discord.gateway.presence).toBe('Aitta is under maintenance');
  aitta.setDowntimes([]);
  aitta.addFault({ kind: 'html-503' });
  await drive(() => discord.gateway.presence?.includes('responding') === true);
  expect(discord.gateway.presence).toBe('Aitta is not responding');
});

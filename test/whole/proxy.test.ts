import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { ForwardProxy } from '../fakes/forward-proxy.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const bots: BotProcess[] = [];
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

/** Slack and Aitta by names that only the proxy knows. */
const open = async () => {
  const [proxy, slack, aitta] = [await ForwardProxy.start(), await FakeSlack.start(), createStandin()];
  await aitta.listen();
  onTestFinished(async () => {
    await proxy.close();
    await slack.close();
    await aitta.close();
  });
  const behind = (url: string, name: string): string => {
    const named = new URL(url);
    named.hostname = name;
    return named.href;
  };
  slack.world.origin = behind(slack.world.origin, 'slack.test').replace(/\/$/, '');
  return {
    proxy,
    slack,
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      AITTA_API_URL: behind(aitta.url, 'aitta.test'),
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      STORE_URL: 'memory:',
    },
  };
};
const proxied = (proxy: ForwardProxy) => ({ NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });

describe('where a proxy is the only way out', () => {
  test.each(['in the environment', 'in .env'])('the bot talks to Slack and Aitta, with the proxy %s', async (where) => {
    const { proxy, slack, env } = await open();
    const home = join(folder.path, where.replaceAll(/\W/g, '-'));
    mkdirSync(home);
    const variables = Object.entries(proxied(proxy));
    writeFileSync(join(home, '.env'), where === 'in .env' ? variables.map((pair) => pair.join('=')).join('\n') : '');
    const bot = new BotProcess(where === 'in .env' ? env : { ...env, ...proxied(proxy) }, ['start'], home);
    bots.push(bot);
    await bot.started();
    const ada = slack.addUser({ name: 'ada' });
    const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
    ada.post({ channel, text: `<@${slack.botUserId}> my name is Ada` });
    await slack.waitFor(() => slack.everythingSaid().some(({ text }) => text.includes('Ada')), 'an answer');
    const hosts = new Set(proxy.seen.map((host) => host.split(':')[0]));
    expect(hosts).toEqual(new Set(['slack.test', 'aitta.test']));
  });

  test('without it, it says what cannot be reached, and goes on trying', async () => {
    const { env } = await open();
    const bot = new BotProcess(env, ['start'], folder.path);
    bots.push(bot);
    const line = await bot.logged(({ msg }) => msg === 'a platform cannot start yet');
    expect(line).toMatchObject({ platform: 'slack', err: { message: expect.stringContaining('Slack: auth.test') } });
    const ready = await fetch(`http://127.0.0.1:${await bot.started()}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('Slack: auth.test')]);
  });

  test('the doctor finds its way through it, and says how when it is not used', async () => {
    const { proxy, env } = await open();
    const through = new BotProcess({ ...env, ...proxied(proxy) }, ['doctor'], folder.path);
    bots.push(through);
    expect([await through.ended, through.stdout.match(/^failed.*$/gm)]).toEqual([1, null]);
    expect(through.stdout).toContain('the app token is accepted, and a socket opens');
    const unused = new BotProcess({ ...env, ...proxied(proxy), NODE_USE_ENV_PROXY: '' }, ['doctor'], folder.path);
    bots.push(unused);
    expect(await unused.ended).toBe(2);
    expect(unused.stdout).toMatch(
      /failed {3}aitta.*cannot be reached[\s\S]*Next: HTTPS_PROXY is set, but Node uses it only with/,
    );
  });
});

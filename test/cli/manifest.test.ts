import { describe, expect, test } from 'vitest';
import { manifest } from '../../src/cli/manifest.ts';

const run = async (args: string[], env: Record<string, string> = {}) => {
  let [out, errors] = ['', ''];
  const code = await manifest(args, { env, stdout: (text) => (out += text), stderr: (text) => (errors += text) });
  return { code, out, errors };
};
const id = '123456789012345678';

describe('manifest slack', () => {
  test('is what to paste, for Socket Mode or for a public address', async () => {
    const socket = await run(['slack', '--command', 'poro']);
    expect([socket.code, JSON.parse(socket.out)]).toMatchObject([0, { settings: { socket_mode_enabled: true } }]);
    const http = await run(['slack', '--url', 'https://bot.example/slack/events']);
    expect(JSON.parse(http.out)).toMatchObject({
      settings: {
        socket_mode_enabled: false,
        event_subscriptions: { request_url: 'https://bot.example/slack/events' },
      },
    });
  });
});

describe('manifest discord', () => {
  test('is the link and all that it asks for', async () => {
    const { code, out } = await run(['discord', '--application', id]);
    expect(code).toBe(0);
    const link = new URL(/https:\S+/.exec(out)?.[0] ?? '');
    expect(link.origin + link.pathname).toBe('https://discord.com/oauth2/authorize');
    expect(link.searchParams.get('client_id')).toBe(id);
    expect(link.searchParams.get('scope')).toBe('bot applications.commands');
    expect(out).toContain(`Permissions (${link.searchParams.get('permissions')}): View Channels, Send Messages,`);
    expect(out).toContain('Scopes: bot, applications.commands');
  });

  test('finds the application in the token, and never shows the token', async () => {
    const token = `${Buffer.from(id).toString('base64')}.Gabcde.the-secret-part`;
    const { code, out } = await run(['discord'], { DISCORD_TOKEN: token });
    expect([code, out]).toEqual([0, expect.stringContaining(`client_id=${id}&`)]);
    expect(out).not.toContain('secret');
  });

  test('asks for the id where it is nowhere', async () => {
    expect(await run(['discord'])).toMatchObject({ code: 2, errors: expect.stringContaining('--application ID') });
    expect(await run(['discord'], { DISCORD_TOKEN: 'no.token.really' })).toMatchObject({ code: 2 });
  });
});

test.each([[[]], [['matrix']], [['slack', 'discord']], [['slack', '--nonsense']], [['discord', '--application', 'x']]])(
  '%j is wrong usage',
  async (args) => {
    expect(await run(args)).toMatchObject({ code: 2, out: '', errors: expect.stringContaining('Usage:') });
  },
);

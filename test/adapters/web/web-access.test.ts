import { describe, expect, onTestFinished, test } from 'vitest';
import { WebPlatform } from '../../../src/adapters/web/web-platform.ts';
import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { openToMembers } from '../../../src/core/turn/access.ts';
import type { AccessLists, AccessRules } from '../../../src/core/turn/access.ts';
import { HttpServer } from '../../../src/operate/http-server.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { FILES } from './web-world.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const GENERAL = 'web/general';
const list = (part: Partial<AccessLists>): AccessLists => ({ ...openToMembers.allowed, ...part });
const rules = (part: Partial<AccessRules>): AccessRules => ({ ...openToMembers, ...part });

/** The core with its rules behind the page's own routes, and Kim at a browser. */
const open = async (access: AccessRules) => {
  const core = new SmallBot();
  const server = new HttpServer();
  core.access = access;
  const { routes } = server;
  const platform = new WebPlatform({
    settings: { token: undefined, files: FILES },
    routes,
    commandName: 'aitta',
    openStore: openRecords(core.database, core.clock),
    retentionMs: 30 * 24 * 60 * 60_000,
    clock: core.clock,
    log: quietLog(),
  });
  await core.processWith(platform);
  const url = `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}/chat`;
  onTestFinished(async () => {
    await core.close();
    await server.close();
  });
  let nonces = 0;
  let person = '';
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { 'x-aitta-bot': '1', 'content-type': 'application/json', 'x-person': person };
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    for (let round = 0; round < 4; round += 1) {
      await core.settle();
      await core.clock.advance(200);
    }
    return response.status === 204 ? undefined : response.json();
  };
  person = ((await send('POST', '/people', { name: 'Kim' })) as { id: string }).id;
  const post = (room: string, text: string): Promise<{ id?: string }> =>
    send('POST', '/messages', { room, text, nonce: `nonce-${(nonces += 1)}-0000` }) as Promise<{ id?: string }>;
  const said = async (room: string): Promise<ShownMessage[]> => {
    const window = await send('GET', `/window?${new URLSearchParams({ room }).toString()}`);
    return (window as { messages: ShownMessage[] }).messages.filter(({ by }) => by === 'bot');
  };
  const direct = `web/direct/${person}`;
  const typed = (text: string): Promise<unknown> =>
    send('GET', `/completions?${new URLSearchParams({ room: GENERAL, typed: text }).toString()}`);
  return { core, post, said, direct, typed };
};

const denied: readonly [string, AccessRules, string][] = [
  ['the page is blocked', rules({ blocked: list({ workspaces: ['web'] }) }), english.denials.blocked],
  ['only Slack is allowed', rules({ allowed: list({ workspaces: ['T0GOOD'] }) }), english.denials.workspace],
  ['only some people are', rules({ allowed: list({ people: ['U0NORA'] }) }), english.denials.person],
  ['only a user group is', rules({ allowed: list({ groups: ['S0STAFF'] }) }), english.denials.person],
];

describe('access on the page', () => {
  test.each(denied)(
    'where %s nobody is answered, nothing is suggested, and each is told once',
    async (_, access, why) => {
      const { core, post, said, direct, typed } = await open(access);
      await post(direct, 'why?');
      await post(direct, 'and how?');
      const { id = '' } = await post(GENERAL, '@aitta why?');
      const thread = `${GENERAL}/${id}`;
      await post(GENERAL, '/aitta models');
      expect((await said(direct)).map(({ note }) => note)).toEqual([why]);
      expect((await said(thread)).map(({ note, onlyFor }) => [note, onlyFor !== undefined])).toEqual([[why, true]]);
      expect((await said(GENERAL)).map(({ note, onlyFor }) => [note, onlyFor !== undefined])).toEqual([[why, true]]);
      expect([core.gateway.asked.length, await typed('/use a')]).toEqual([0, []]);
    },
  );

  test('where it is silent nothing is said at all', async () => {
    const { core, post, said, direct } = await open(
      rules({ blocked: list({ workspaces: ['web'] }), denied: 'silent' }),
    );
    await post(direct, 'why?');
    await post(GENERAL, '/aitta models');
    expect([await said(direct), await said(GENERAL), core.gateway.asked]).toEqual([[], [], []]);
  });

  test('a blocked channel is closed, and the others are open', async () => {
    const { core, post, said } = await open(rules({ blocked: list({ channels: [GENERAL] }) }));
    const { id = '' } = await post(GENERAL, '@aitta why?');
    expect((await said(`${GENERAL}/${id}`)).map(({ note }) => note)).toEqual([english.denials.blocked]);
    await post('web/random', '@aitta why?');
    expect(core.gateway.asked).toHaveLength(1);
  });
});

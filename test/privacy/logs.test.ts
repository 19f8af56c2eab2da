import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HOSTILE_KINDS, MIDWAY_KINDS, REPLACING_KINDS } from '../../src/standin/fault.ts';
import type { FaultKind } from '../../src/standin/fault.ts';
import { STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { ECHOES, EchoingAitta } from './echoing-aitta.ts';
import { PrivacyStage } from './privacy-stage.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 }); // on a busy machine

/** In all that is said, chosen, set, and quoted by services. */
const WORD = 'QUUX';
/** Those that concern all who ask come last. */
const SHARED: readonly FaultKind[] = ['unauthorized', 'rate-limit', 'maintenance-503'];
const KINDS = [...REPLACING_KINDS, ...MIDWAY_KINDS, ...HOSTILE_KINDS].filter((kind) => !SHARED.includes(kind));
const storeKey = randomBytes(32).toString('base64');

let stage: PrivacyStage;
let aitta: EchoingAitta;
let port: number;
let slack: ReturnType<PrivacyStage['inSlack']>;
let discord: ReturnType<PrivacyStage['inDiscord']>;
beforeAll(async () => {
  stage = await PrivacyStage.open([...KINDS, ...SHARED, ...ECHOES]);
  aitta = await EchoingAitta.open(stage.aitta);
  slack = stage.inSlack();
  discord = stage.inDiscord();
  const stray = pathToFileURL(join(import.meta.dirname, '..', 'whole', 'stray-error.ts')).href;
  const bot = await stage.start({
    AITTA_API_URL: aitta.url,
    STORE_KEY: storeKey,
    AITTA_REQUESTS_PER_MINUTE: '100000',
    NODE_OPTIONS: `--import=${stray}`,
  });
  port = await bot.started();
});
afterAll(async () => {
  await stage.close();
  await aitta.close();
});

const output = (): string => `${stage.bot?.stdout ?? ''}${stage.bot?.stderr ?? ''}`;
/** What must be nowhere: words, names, and whatever opens a door. */
const secrets = (): string[] => [
  WORD,
  'private words',
  slack.name,
  discord.name,
  STANDIN_TOKEN,
  storeKey,
  stage.slack.botToken,
  stage.slack.appToken,
  stage.discord.token,
  ...stage.discord.calls.flatMap(({ path }) => /^\/(?:webhooks|interactions)\/\d+\/([^/]+)/.exec(path)?.[1] ?? []),
];
/** Lines that say what they must not. */
const leaks = (text: string): string[] =>
  text.split('\n').filter((line) => secrets().some((secret) => secret.length > 2 && line.includes(secret)));
/** Lets the bot have its time to say something. @returns what has not come to be, and lines that say what they must not */
const wrong = async (missing: () => readonly unknown[]): Promise<unknown[]> => {
  for (const end = Date.now() + 60_000; missing().length > 0 && Date.now() < end;) await sleep(50);
  return [...missing(), ...leaks(output())];
};
const notYet = (is: boolean): string[] => (is ? [] : ['not yet']);
const asked = (model: string): boolean => stage.aitta.requests.some(({ chat }) => chat?.model === `acme/${model}`);

describe('no word and no secret is in what the operator sees', () => {
  test('when Aitta fails in any way', async () => {
    const faults = KINDS.map((kind) => stage.aitta.addFault({ kind, model: `acme/${kind}`, route: 'chat' }));
    for (const kind of KINDS) slack.mention(`!ask --model acme/${kind} repeat: ${WORD} and so on and on and on and on`);
    expect(await wrong(() => faults.filter(({ met }) => met === 0).map(({ fault }) => fault.kind))).toEqual([]);
  });

  test('when it quotes what it was sent', async () => {
    for (const echo of ECHOES) discord.mention(`!ask --model acme/${echo} ${WORD}`);
    expect(
      await wrong(() => notYet(output().split('a question got an error for an answer').length > ECHOES.length)),
    ).toEqual([]);
  });

  test('when a chat platform refuses, breaks off, or quotes what it was sent', async () => {
    const messages = { messages: [`[ERROR] ${WORD} is no block`] };
    for (const method of ['chat.postMessage', 'chat.update', 'chat.postEphemeral']) {
      stage.slack.faults.push({
        method,
        kind: 'error',
        error: 'invalid_blocks',
        details: { response_metadata: messages },
      });
      stage.slack.faults.push(
        { method, kind: 'error', status: 500 },
        { method, kind: 'reset' },
        { method, kind: 'lostResponse' },
      );
    }
    const body = {
      code: 50_035,
      message: `Invalid Form Body ${WORD}`,
      errors: { content: { _errors: [{ message: WORD }] } },
    };
    for (const path of [/\/messages/, /\/threads/, /\/callback/, /\/webhooks/]) {
      for (const status of [400, 403, 404, 500])
        stage.discord.faults.push({ match: { path }, kind: 'status', status, body });
      stage.discord.faults.push({ match: { path }, kind: 'reset' }, { match: { path }, kind: 'lostResponse' });
    }
    const [slackFaults, discordFaults] = [stage.slack.faults.left, stage.discord.faults.left];
    for (let n = 0; n < 8; n += 1) {
      slack.mention(`${WORD} ${n}`);
      slack.person.slash('/aitta', `system ${WORD} ${n}`, slack.channel);
      discord.mention(`${WORD} ${n}`);
      discord.person.slash('aitta ask', { question: `${WORD} ${n}` }, discord.channel);
    }
    expect(
      await wrong(() =>
        notYet(stage.slack.faults.left < slackFaults / 2 && stage.discord.faults.left < discordFaults / 2),
      ),
    ).toEqual([]);
    stage.slack.faults.clear();
    stage.discord.faults.clear();
  });

  test('when what comes in is not as it should be', async () => {
    const { person, channel } = slack;
    const odd = [undefined, null, 7, WORD, [WORD], { [WORD]: WORD }];
    for (const value of odd) {
      const json = value as string;
      stage.slack.raw({ type: 'message', channel, user: person.id, ts: '1.2', text: WORD, blocks: json, files: json });
      stage.slack.raw({ type: 'app_mention', channel: json, user: json, ts: json, text: WORD, thread_ts: json });
      stage.slack.rawPayload('interactive', {
        type: 'block_actions',
        user: { id: person.id, name: WORD },
        actions: json,
      });
      stage.slack.rawPayload('interactive', { type: 'view_submission', user: { id: person.id }, view: json });
      // an address is no text: the line that a turn leaves names where it was
      stage.slack.rawPayload('slash', {
        command: '/aitta',
        text: json,
        user_id: person.id,
        channel_id: value === WORD ? channel : json,
      });
      stage.discord.dispatch('MESSAGE_CREATE', {
        id: '1',
        channel_id: discord.channel.id,
        content: WORD,
        author: value,
      });
      stage.discord.dispatch('INTERACTION_CREATE', { id: '2', type: 2, token: WORD, data: value, user: value });
      stage.discord.dispatch('MESSAGE_UPDATE', value);
    }
    discord.mention('still there?');
    expect(await wrong(() => notYet(asked('talks')))).toEqual([]);
  });

  test('when the store is locked, and when it holds what cannot be read', async () => {
    const broken = slack.mention('count to 3');
    await slack.said(broken, 'acme/talks');
    await stage.remembered(slack.person.id);
    const writer = new DatabaseSync(stage.store, { timeout: 10_000 });
    writer.exec(`UPDATE records SET value = '${WORD} is no JSON' WHERE namespace = 'turns'`);
    const before = output().length;
    slack.mention(`and ${WORD}?`, broken);
    expect(await wrong(() => notYet(/"level":"(?:warn|error)"/.test(output().slice(before))))).toEqual([]);
    writer.exec("DELETE FROM records WHERE namespace = 'turns'");
    writer.exec('BEGIN IMMEDIATE');
    slack.mention(WORD);
    discord.mention(WORD);
    expect(await wrong(() => notYet(output().includes('an arrival could not be accepted')))).toEqual([]);
    writer.exec('ROLLBACK');
    writer.close();
  });

  test('at the addresses for monitors', async () => {
    for (const path of ['/healthz', '/readyz', `/readyz?exclude=${WORD}`, '/metrics', `/${WORD}`]) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      expect(leaks(await answer.text())).toEqual([]);
    }
    expect(await wrong(() => [])).toEqual([]);
  });

  test('when nobody may ask Aitta any more', async () => {
    for (const kind of SHARED) {
      const fault = stage.aitta.addFault({ kind, model: `acme/${kind}`, route: 'chat', count: 1, retryAfter: 1 });
      slack.mention(`!ask --model acme/${kind} ${WORD}`);
      expect(await wrong(() => notYet(fault.met > 0))).toEqual([]);
    }
  });

  test('when an error that nobody caught ends the process', async () => {
    stage.bot?.signal('SIGUSR2');
    expect(await stage.bot?.ended).toBe(1);
    expect(await wrong(() => notYet(output().includes('stray-error.ts')))).toEqual([]);
    expect(output().split('\n').length).toBeGreaterThan(100);
  });
});

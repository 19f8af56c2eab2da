import { beforeEach, describe, expect, test } from 'vitest';
import type { SlackInstallation } from '../../../../src/adapters/slack/setup/slack-installation.ts';
import { SlackInstallations } from '../../../../src/adapters/slack/setup/slack-installations.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { BotError } from '../../../../src/core/errors.ts';
import type { RecordStore } from '../../../../src/core/ports/records.ts';
import { openRecords } from '../../../doubles/open-records.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import type { LogLine } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';

const HOUR_MS = 60 * 60_000;
let clock: DrivenClock;
let store: RecordStore;
let logLines: LogLine[];
/** The refresh tokens that Slack was shown, in order. */
let shown: string[];
/** What Slack does with the next one. */
let slack: (refreshToken: string) => Promise<void>;

beforeEach(() => {
  clock = new DrivenClock();
  store = openRecords(new SqliteDatabase(':memory:'), clock)('slack-installations');
  logLines = [];
  shown = [];
  slack = async () => undefined;
});

/** As one process has them. */
const open = (): SlackInstallations =>
  new SlackInstallations({
    store,
    renew: async (refreshToken) => {
      shown.push(refreshToken);
      await slack(refreshToken);
      const n = shown.length;
      return { token: `xoxe.xoxb-${n}`, refresh: { token: `xoxe-${n}`, expiresAt: clock.now() + 12 * HOUR_MS } };
    },
    clock,
    log: quietLog(logLines),
  });
const installation = (more: Partial<SlackInstallation> = {}): SlackInstallation => ({
  id: 'T0LAB',
  botUserId: 'U0BOT',
  botId: 'B0BOT',
  token: 'xoxb-first',
  installedAt: clock.now(),
  ...more,
});
const rotated = (): SlackInstallation =>
  installation({ token: 'xoxe.xoxb-0', refresh: { token: 'xoxe-0', expiresAt: clock.now() + 12 * HOUR_MS } });
const tokenOf = (installations: SlackInstallations): Promise<string | undefined> =>
  installations.tokensOf('T0LAB').current();

describe('two processes that install at once', () => {
  test('leave the later installation, whichever is written first', async () => {
    const [one, other] = [open(), open()];
    const earlier = installation({ token: 'xoxb-earlier', installedAt: clock.now() - 1 });
    await Promise.all([one.keep(installation({ token: 'xoxb-later' })), other.keep(earlier)]);
    expect(await tokenOf(open())).toBe('xoxb-later');
    expect(await one.count()).toBe(1);
  });

  test('what one keeps the other uses at the first refusal, without waiting', async () => {
    const [one, other] = [open(), open()];
    await one.keep(installation());
    expect(await tokenOf(other)).toBe('xoxb-first');
    await one.keep(installation({ token: 'xoxb-second', installedAt: clock.now() + 1 }));
    expect(await other.tokensOf('T0LAB').refused('xoxb-first', 'invalid_auth')).toBe('renewed');
    expect(await tokenOf(other)).toBe('xoxb-second');
  });
});

describe('a removal', () => {
  test('that Slack tells with a call deletes the token; trouble of another kind does not', async () => {
    const installations = open();
    await installations.keep(installation());
    const tokens = installations.tokensOf('T0LAB');
    expect(await tokens.refused('xoxb-first', 'team_disabled')).toBe('trouble');
    expect(await tokens.refused('xoxb-first', 'account_inactive')).toBe('removed');
    expect(await store.get('T0LAB')).toBeUndefined();
    expect(await tokens.current()).toBeUndefined();
  });

  test('of an earlier installation leaves the present one', async () => {
    const installations = open();
    await installations.keep(installation({ installedAt: 5_000 }));
    expect(await installations.remove('T0LAB', ({ installedAt }) => installedAt < 5_000)).toBe(false);
    expect(await tokenOf(installations)).toBe('xoxb-first');
  });
});

describe('a token that ends', () => {
  test('is renewed two hours before, once for all who ask, in all processes', async () => {
    await open().keep(rotated());
    const processes = [open(), open(), open()];
    await clock.advance(9 * HOUR_MS);
    expect(await Promise.all(processes.map(tokenOf))).toEqual(['xoxe.xoxb-0', 'xoxe.xoxb-0', 'xoxe.xoxb-0']);
    await clock.advance(HOUR_MS);
    await Promise.all([...processes, ...processes].map(tokenOf));
    expect(shown).toEqual(['xoxe-0']);
    await clock.advance(60_000);
    expect(await Promise.all(processes.map(tokenOf))).toEqual(['xoxe.xoxb-1', 'xoxe.xoxb-1', 'xoxe.xoxb-1']);
    expect(shown).toEqual(['xoxe-0']);
  });

  test('and has ended is waited for, where another process renews it', async () => {
    await open().keep(rotated());
    const [one, other] = [open(), open()];
    await clock.advance(13 * HOUR_MS);
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    slack = () => answered;
    const seen: (string | undefined)[] = [];
    const asked = [one, other].map(async (each) => void seen.push(await tokenOf(each)));
    for (let step = 0; seen.length < 2; step += 1) {
      if (step === 3) answer();
      await clock.advance(500);
    }
    await Promise.all(asked);
    expect(seen).toEqual(['xoxe.xoxb-1', 'xoxe.xoxb-1']);
    expect(shown).toEqual(['xoxe-0']);
  });

  test('and cannot be renewed stays while it lasts, and Slack is asked again only half a minute later', async () => {
    const installations = open();
    await installations.keep(rotated());
    await clock.advance(11 * HOUR_MS);
    slack = async () => {
      throw new BotError('platform-failed', 'Slack: oauth.v2.access got no answer');
    };
    expect(await tokenOf(installations)).toBe('xoxe.xoxb-0');
    expect(await tokenOf(installations)).toBe('xoxe.xoxb-0');
    expect(shown).toHaveLength(1);
    expect(
      logLines.filter(({ message }) => message === 'the token of a Slack workspace cannot be renewed'),
    ).toHaveLength(1);
    slack = async () => undefined;
    await clock.advance(31_000);
    expect(await tokenOf(installations)).toBe('xoxe.xoxb-2');
  });

  test('is not lost where the store fails after Slack has given the next: Slack gives it once', async () => {
    const installations = open();
    await installations.keep(rotated());
    await clock.advance(11 * HOUR_MS);
    slack = async () => {
      slack = async () => {
        throw new BotError('platform-failed', 'invalid_refresh_token');
      };
      const update = store.update.bind(store);
      store.update = async () => {
        store.update = update;
        throw new BotError('store-failed', 'the disk is full');
      };
    };
    await expect(tokenOf(installations)).rejects.toThrow('the disk is full');
    await clock.advance(31_000);
    expect(await tokenOf(installations)).toBe('xoxe.xoxb-1');
    expect(await tokenOf(open())).toBe('xoxe.xoxb-1');
  });

  test('that Slack calls expired before its time is renewed', async () => {
    const installations = open();
    await installations.keep(rotated());
    expect(await installations.tokensOf('T0LAB').refused('xoxe.xoxb-0', 'token_expired')).toBe('renewed');
    expect(await tokenOf(installations)).toBe('xoxe.xoxb-1');
  });
});

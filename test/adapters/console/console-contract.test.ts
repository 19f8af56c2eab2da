import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { ConsolePlatform } from '../../../src/adapters/console/console-platform.ts';
import { platformContract } from '../../contracts/platform-contract.ts';
import type { PlatformWorld } from '../../contracts/platform-contract.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { RecordingInbox } from '../../doubles/recording-inbox.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { TerminalScreen } from './terminal-screen.ts';

const PERSON = 'ada';
const PROMPT = '> ';

const settle = async (): Promise<void> => {
  for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
};

const open = async (): Promise<PlatformWorld> => {
  const [input, output] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
  const [clock, inbox, screen] = [new DrivenClock(), new RecordingInbox(), new TerminalScreen()];
  output.on('data', (chunk: Buffer) => screen.write(chunk.toString()));
  const start = async (): Promise<ConsolePlatform> => {
    const platform = new ConsolePlatform({
      input,
      output,
      person: PERSON,
      clock,
      log: quietLog(),
      onLeave: () => undefined,
    });
    onTestFinished(() => platform.stop());
    await platform.start(inbox);
    inbox.arrivals.splice(0); // its greeting is an arrival too
    return platform;
  };
  /** Where the screen was when a question had been typed. */
  const typedAt = new Map<string, number>();
  const type = async (text: string): Promise<void> => {
    input.write(`${text}\n`);
    await settle();
  };
  const platform = await start();
  return {
    platform,
    inbox,
    personId: PERSON,
    loudText: 'Look \u0007here\u001B]9;and there\u0007!',
    ask: async (text) => {
      const known = new Set(inbox.arrivals.map(({ id }) => id));
      await type(text);
      const arrival = await inbox.arrival(({ id }) => !known.has(id));
      typedAt.set(arrival.id, screen.rows.length - 1);
      return arrival;
    },
    botsWrite: () => Promise.reject(new Error('a terminal has no bots')),
    askInVain: type,
    read: (arrival) => paragraphs(screen.rows.slice(typedAt.get(arrival.id))),
    pings: () => (screen.bells > 0 ? [PERSON] : []),
    restart: async () => {
      await platform.stop();
      await platform.close();
      return start();
    },
    pass: async (ms) => {
      await settle();
      await clock.advance(ms);
      await settle();
    },
  };
};

/** What is on the screen as messages: there is an empty line after each. */
const paragraphs = (rows: readonly string[]): string[] =>
  rows
    .map((row) => (row.startsWith(PROMPT) ? '' : row))
    .join('\n')
    .split(/\n{2,}/)
    .map((text) => text.trim())
    .filter((text) => text !== '');

platformContract('console', { isShared: false, edits: false, remembers: false }, open);

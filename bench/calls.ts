import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textTable } from '../src/cli/text-table.ts';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import { BotProcess, createFolder } from '../test/whole/bot-process.ts';
import { openDiscord, openSlack, type PlayingField } from './playing-field.ts';

const MODEL = 'acme/talks';
/** As slow models write, as people read, and as fast as Aitta's, tokens a second. */
const PACES = [20, 50, 100];
/** Each number is a token. */
const LAST = 1_000;
/** What a bot does after an answer is part of it, milliseconds. */
const SETTLE_MS = 3_000;
const PLATFORMS: Readonly<Record<string, () => Promise<PlayingField>>> = {
  Slack: openSlack,
  Discord: () => openDiscord(1),
};

const callsAt = async (open: () => Promise<PlayingField>, pace: number): Promise<number> => {
  const folder = createFolder();
  const field = await open();
  let answer = Promise.withResolvers<void>();
  const aitta = createStandin({
    scenario: { models: [{ id: MODEL, window: 131_072, pace: { firstTokenMs: 500, pieceMs: 1_000 / pace } }] },
    onAnswered: () => {
      answer.resolve();
      answer = Promise.withResolvers<void>();
    },
  });
  await aitta.listen();
  const bot = new BotProcess({
    ...field.env,
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: `sqlite:${join(folder.path, 'store.sqlite')}`,
  });
  try {
    await bot.started();
    await field.ask('count to 2', 0, /\b2\b/u);
    await pause(SETTLE_MS);
    const before = field.requests();
    const { promise: answered } = answer;
    // Of a long draft Discord shows the beginning alone: what is waited for is the model.
    await field.ask(`count to ${LAST}`, 0, /\b30\b/u);
    await answered;
    await pause(SETTLE_MS);
    return field.requests() - before;
  } finally {
    await bot.kill();
    await Promise.all([field.close(), aitta.close()]);
    folder.remove();
  }
};

/** What an answer costs the platform: every HTTP request from the question to its end. */
export const measureCalls = async (): Promise<string> => {
  const rows: string[][] = [];
  for (const [platform, open] of Object.entries(PLATFORMS)) {
    for (const pace of PACES) {
      const calls = await callsAt(open, pace);
      rows.push([platform, String(pace), String(calls)]);
    }
  }
  const titles = ['TOKENS/S', 'CALLS'];
  const columns = [{ title: 'ON' }, ...titles.map((title) => ({ title, align: 'right' as const }))];
  return `Calls of an answer of 1,000 tokens\n${textTable(
    columns,
    rows.map((row) => row.map((text) => ({ text }))),
    (text) => text,
  )}`;
};

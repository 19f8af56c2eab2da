import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { STANDIN_TOKEN } from '../src/standin/standin.ts';

/** The platforms on which bots are compared. */
export type Ground = 'Slack' | 'Discord';

/** A bot in the comparison: its program, and what it is told beside where the platform is. */
export interface Contender {
  name: string;
  program: readonly string[];
  env: (service: Service) => Record<string, string>;
}
/** Where models are, and the folder in which a bot may keep what it keeps. */
export interface Service {
  aittaUrl: string;
  model: string;
  folder: string;
}

export const OURS = 'aitta-bot';
const PEERS = join(import.meta.dirname, 'peers');
const PROGRAM = join(import.meta.dirname, '..', 'bin', 'aitta-bot.js');
const PLENTY = '100000';

const peer = (name: string, file: string): Contender => ({
  name,
  program: [join(PEERS, file)],
  env: ({ aittaUrl, model }) => ({
    OPENAI_BASE_URL: `${aittaUrl}/openai/v1`,
    OPENAI_API_KEY: STANDIN_TOKEN,
    MODEL: model,
  }),
});

export const aittaBot: Contender = {
  name: OURS,
  program: [PROGRAM, 'start'],
  env: ({ aittaUrl, model, folder }) => ({
    AITTA_API_URL: aittaUrl,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    AITTA_MODEL: model,
    AITTA_REQUESTS_PER_MINUTE: PLENTY,
    AITTA_CONCURRENCY: '64',
    TURNS_PER_MINUTE: '1000',
    STORE_URL: `sqlite:${join(folder, 'bench.sqlite')}`,
    PORT: '0',
  }),
};

export const contendersOn: Readonly<Record<Ground, readonly Contender[]>> = {
  Slack: [peer('bare Bolt', 'bare-bolt.ts'), peer('Chat SDK', 'chat-sdk.ts'), aittaBot],
  Discord: [peer('bare discord.js', 'bare-discord.ts'), aittaBot],
};

/** They have packages of their own, which nobody needs who does not measure. */
export const installPeers = (): void => {
  if (existsSync(join(PEERS, 'node_modules', 'openai'))) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEERS, stdio: 'inherit' });
};

import { readFileSync } from 'node:fs';
import { untilAborted } from '../async/until-aborted.ts';
import { parseScenario, ScenarioError } from '../standin/check-scenario.ts';
import { defaultScenario, DEFAULT_USERS } from '../standin/default-scenario.ts';
import { PROFILES, type Profile } from '../standin/profile.ts';
import { createStandin, type Scenario, type SeenRequest, type Standin } from '../standin/standin.ts';
import { parseCommandLine, UsageError } from './parse-command-line.ts';

export interface StandinIo {
  /** Whole lines, with their ends. */
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Ends the stand-in. */
  signal: AbortSignal;
}

const DEFAULT_PORT = 8400;
const MAX_SPEED = 10_000;
const USAGE = `Usage: aitta-bot standin [--profile today|legacy|bridge] [--port N] [--scenario FILE] [--speed N] [--control]

A server on 127.0.0.1 that behaves like Aitta, with scripted models. See docs/standin.md.

  --profile   today: as Aitta is (the default); legacy: the older API with tasks; bridge: both
  --port      default ${DEFAULT_PORT}; 0 takes any that is free
  --scenario  a JSON file that says what is served, and what goes wrong
  --speed     time runs so many times as fast
  --control   GET and POST /standin show and change its state while it runs
`;

interface Settings {
  profile: Profile;
  port: number;
  speed: number;
  control: boolean;
  scenario: Scenario;
}

/** `aitta-bot standin`: serves until the signal aborts. @returns the exit code: 0 ended, 1 cannot listen, 2 wrong usage or scenario. */
export const standin = async (argv: readonly string[], io: StandinIo): Promise<number> => {
  let settings: Settings | undefined;
  try {
    settings = readSettings(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr(`aitta-bot standin: ${error.message}\nSee aitta-bot standin --help.\n`);
    return 2;
  }
  if (settings === undefined) {
    io.stdout(USAGE);
    return 0;
  }
  const server = createStandin({ ...settings, onAnswered: (request) => io.stdout(`${requestLine(request)}\n`) });
  try {
    await server.listen({ port: settings.port });
  } catch (error) {
    io.stderr(`aitta-bot standin: ${messageOf(error)}\n`);
    return 1;
  }
  io.stdout(greeting(server, settings));
  await untilAborted(io.signal);
  await server.close();
  return 0;
};

/** @returns undefined where help is asked for. @throws {UsageError} */
const readSettings = (argv: readonly string[]): Settings | undefined => {
  const { help, profile = 'today', port = String(DEFAULT_PORT), speed = '1', scenario, control = false } = parse(argv);
  if (help === true) return undefined;
  if (!isProfile(profile)) throw new UsageError(`--profile must be one of ${PROFILES.join(', ')}.`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError('--port must be a number from 0 to 65535.');
  if (!(Number(speed) > 0 && Number(speed) <= MAX_SPEED)) {
    throw new UsageError(`--speed must be a number above 0, at most ${MAX_SPEED}.`);
  }
  const read = scenario === undefined ? defaultScenario : readScenario(scenario);
  return { profile, port: Number(port), speed: Number(speed), control, scenario: read };
};

const isProfile = (name: string): name is Profile => PROFILES.some((profile) => profile === name);

const parse = (argv: readonly string[]) =>
  parseCommandLine({
    args: [...argv],
    options: {
      profile: { type: 'string' },
      port: { type: 'string' },
      scenario: { type: 'string' },
      speed: { type: 'string' },
      control: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;

const readScenario = (file: string): Scenario => {
  try {
    return parseScenario(readFileSync(file, 'utf8'));
  } catch (error) {
    const problems = error instanceof ScenarioError ? error.problems : [messageOf(error)];
    throw new UsageError(`--scenario ${file}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`, {
      cause: error,
    });
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const greeting = ({ url, models }: Standin, { profile, scenario, control }: Settings): string => {
  const token = (scenario.users ?? DEFAULT_USERS)[0]?.tokens[0];
  const lines = [
    `A stand-in for Aitta (profile ${profile}) listens at ${url}; Ctrl-C ends it.`,
    `Models: ${models.map(({ id }) => id).join(', ')}`,
    token !== undefined && `To use it: AITTA_API_URL=${url} AITTA_ACCESS_TOKEN=${token}`,
    control && `To change it: GET and POST ${url}/standin`,
  ];
  return lines
    .filter((line) => line !== false)
    .map((line) => `${line}\n`)
    .join('');
};

/** Never the text of a question or an answer. */
const requestLine = ({ at, method, path, status, outcome, chat }: SeenRequest): string => {
  const shown = path.slice(0, 200).replaceAll(/[^\u{21}-\u{7e}]/gu, '?');
  const parts = [new Date(at).toISOString().slice(11, 19), method, shown, status ?? '-', outcome];
  return [...parts, ...(chat ? [chat.model, `${chat.tokensWritten} tokens`] : [])].join(' ');
};

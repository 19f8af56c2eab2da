import { loadConfig, settingNames, SettingsError } from '../config.ts';
import type { Config } from '../config.ts';
import { failed, ok, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { findUnusedProxy } from './network-advice.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Kubernetes sets variables such as AITTA_BOT_PORT for a service of that name. */
const OURS = /^(?:AITTA_(?!BOT_)|SLACK_|DISCORD_)/;

/** The settings, and what is wrong with them. With mistakes the config is what the right ones say, or undefined where they do not suffice. */
export const checkSettings = (env: Environment): { config: Config | undefined; findings: Finding[] } => {
  try {
    const config = loadConfig(env);
    return { config, findings: [ok('settings', summary(config)), ...notices(config, env)] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const findings = error.problems.map((problem) =>
      failed('settings', problem, 'Change it in the environment or in .env; .env.example explains every setting.'),
    );
    const config = loadRight(env, error.problems);
    return { config, findings: [...findings, ...(config ? notices(config, env) : [])] };
  }
};

/** A platform with one wrong setting is left out whole; without a right Aitta there is nothing to look at. */
const loadRight = (env: Environment, problems: readonly string[]): Config | undefined => {
  if (problems.some((problem) => problem.startsWith('AITTA_'))) return undefined;
  const wrong = settingNames.filter((name) => problems.some((problem) => problem.startsWith(`${name} `)));
  const platforms = ['SLACK_', 'DISCORD_'].filter((prefix) => wrong.some((name) => name.startsWith(prefix)));
  const right = Object.entries(env).filter(
    ([name]) => !wrong.includes(name) && !platforms.some((prefix) => name.startsWith(prefix)),
  );
  try {
    return loadConfig(Object.fromEntries(right));
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
};

const summary = ({ slack, discord, aitta, store }: Config): string => {
  const parts = [
    slack && (slack.appToken === undefined ? 'Slack by signed HTTP' : 'Slack by Socket Mode'),
    discord && 'Discord',
    aitta.kind === 'service' ? `Aitta at ${new URL(aitta.apiUrl).host}` : 'the stand-in for Aitta',
    store.kind === 'memory' ? 'a store in memory' : `the store ${store.path}`,
  ];
  return `complete: ${parts.filter((part) => typeof part === 'string').join(', ')}`;
};

const notices = ({ slack, discord, aitta, store }: Config, env: Environment): Finding[] => {
  const unknown = Object.keys(env).filter((name) => OURS.test(name) && !settingNames.includes(name));
  const unused = findUnusedProxy(env);
  return [
    ...unknown.map((name) =>
      warning('settings', `${name} is no setting of aitta-bot`, 'Look for its right name in .env.example.'),
    ),
    ...(slack || discord
      ? []
      : [
          warning(
            'settings',
            'no chat platform is switched on',
            'Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN; README.md shows where they come from.',
          ),
        ]),
    ...(aitta.kind === 'service'
      ? []
      : [
          warning(
            'settings',
            'Aitta is the stand-in: answers are scripted',
            'Get an access token at https://aitta-auth.csc.fi/myToken and set AITTA_ACCESS_TOKEN (without AITTA_API_URL=standin:).',
          ),
        ]),
    ...(store.kind === 'sqlite'
      ? []
      : [
          warning(
            'settings',
            'the store is in memory: a restart forgets every conversation and every open question',
            'Set STORE_URL=sqlite:PATH, with PATH on a volume that stays.',
          ),
        ]),
    ...(unused === undefined
      ? []
      : [warning('settings', `${unused} is set and not used`, 'Set NODE_USE_ENV_PROXY=1 if it is needed.')]),
  ];
};

import { describeService } from '../model-service/describe-service.ts';
import { describeStore } from '../adapters/storage/store-settings.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { failed, ok, warning } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { platforms } from '../platforms.ts';
import type { Environment } from '../settings/given.ts';

/** The settings, and what is wrong with them. With mistakes the config is what the right ones say, or undefined where they do not suffice. */
export const checkSettings = (env: Environment): { config: Config | undefined; findings: Finding[] } => {
  const { config, mistakes, remarks } = readConfig(env);
  const isWell = config !== undefined && mistakes.length === 0;
  const findings = [
    ...mistakes.map((mistake) =>
      failed('settings', mistake, 'Change it in the environment or in .env; .env.example explains every setting.'),
    ),
    ...(isWell ? [ok('settings', `complete: ${summaryOf(config)}`)] : []),
    ...remarks.map((remark) => warning('settings', remark, 'Look up the right name in .env.example.')),
    ...(config ? notices(config) : []),
  ];
  return { config, findings };
};

const summaryOf = (config: Config): string =>
  [
    ...config.platforms.map(({ title, summary }) => `${title} (${summary})`),
    describeService(config),
    `store (${describeStore(config)})`,
  ].join(', ');

const onPage = ({ token }: Config['page']): string =>
  token === undefined ? 'for this machine' : 'for whoever has WEB_TOKEN';

const notices = ({ platforms: on, page, service, store, unusedProxy }: Config): Finding[] => {
  const found: Finding[] = [];
  const warn = (note: string, next: string): unknown => found.push(warning('settings', note, next));
  const needs = platforms.flatMap((platform) => (platform.isLocal ? [] : platform.needs));
  if (on.every(({ isLocal }) => isLocal))
    warn(
      page.shows === 'chat' ? `only the page is on, ${onPage(page)}` : 'no chat platform is switched on',
      `Set ${needs.join(', or ')}; README.md shows where they come from.`,
    );
  if (service.kind === 'standin')
    warn(
      'the stand-in is used instead of Aitta: answers are scripted',
      'Get an access token at https://aitta-auth.csc.fi/myToken and set AITTA_ACCESS_TOKEN (without AITTA_API_URL=standin:).',
    );
  if (store.kind === 'memory')
    warn(
      'the store is in memory: a restart forgets every conversation and every open question',
      'Set STORE_URL=sqlite:PATH, with PATH on a volume that stays.',
    );
  if (unusedProxy !== undefined)
    warn(`${unusedProxy} is set but not used`, 'Set NODE_USE_ENV_PROXY=1 if it is needed.');
  return found;
};

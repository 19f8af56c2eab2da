import wrapAnsi from 'wrap-ansi';
import { serviceLine } from '../model-service/describe-service.ts';
import { describeStore } from '../adapters/storage/store-settings.ts';
import type { Config } from '../config.ts';
import { platforms } from '../platforms.ts';

export interface SummaryParts {
  /** That the HTTP server listens on. */
  port: number;
  remarks: readonly string[];
  logFile: string | undefined;
  /** Of the terminal, where there is one. */
  columns: number | undefined;
}

const NAME_WIDTH = 9;
/** A terminal that is narrower breaks lines by itself. */
const MIN_COLUMNS = 30;

/** A short line per part: what is on and how, what is off and what it needs. Then what looks like a setting and is none. */
export const summarise = (config: Config, { port, remarks, logFile, columns }: SummaryParts): string[] => {
  const { service, http } = config;
  const [serviceTitle, address] = serviceLine(config);
  const on = config.platforms
    .filter(({ name }) => name !== PAGE)
    .map(({ title, summary }) => [title, `on (${summary})`] as const);
  const names = new Set(config.platforms.map(({ name }) => name));
  const isAlone = config.platforms.every(({ isLocal }) => isLocal);
  const off = platforms.filter(
    ({ name, isLocal }) => !names.has(name) && name !== PAGE && !(isLocal === true && !isAlone),
  );
  const realAitta = service.kind === 'standin' ? ' (the real Aitta needs AITTA_ACCESS_TOKEN)' : '';
  const elsewhere = port === http.port || http.port === 0 ? '' : ` (port ${http.port} is in use)`;
  const parts = [
    ['Page', pageLine(config, port)],
    ...on,
    ...off.map(({ title, needs }) => [title, `off (needs ${needs})`] as const),
    [serviceTitle, `${address}${realAitta}`],
    ['Store', describeStore(config)],
    ['Health', `http://${http.host}:${port}/healthz${elsewhere}`],
    ...(logFile === undefined ? [] : [['Log', logFile] as const]),
  ] as const;
  return [
    ...parts.flatMap(([name, text]) => lines(name, text, columns)),
    ...remarks.map((remark) => `Ignored: ${remark}`),
    ...(config.platforms.length === 0 ? [NOBODY] : []),
  ];
};

const NOBODY =
  'Nobody can reach this bot yet: no platform is on. Set up Slack or Discord, or WEB_TOKEN for the page (README.md).';

const PAGE = 'web';

/** The first thing that somebody opens who tries the bot. */
const pageLine = ({ page, http }: Config, port: number): string => {
  if (page.why !== undefined) return page.why === 'WEB=off' ? 'off (WEB=off)' : `off (${page.why})`;
  const address = `http://${http.host.includes(':') ? `[${http.host}]` : http.host}:${port}/`;
  return page.shows === 'status' ? `${address} (status only; WEB=chat brings the chat)` : address;
};

/** The name, and the text beside it; broken between words where the terminal would break it in the middle of one. */
const lines = (name: string, text: string, columns = 0): string[] => {
  const broken = columns < MIN_COLUMNS ? [text] : wrapAnsi(text, columns - NAME_WIDTH).split('\n');
  return broken.map((line, index) => (index === 0 ? name : '').padEnd(NAME_WIDTH) + line);
};

import { describeAitta } from '../adapters/aitta/aitta-settings.ts';
import { describeStore } from '../adapters/storage/store-settings.ts';
import type { Config } from '../config.ts';
import { platforms } from '../platforms.ts';

const NAME_WIDTH = 9;

/** A short line per part: what is on and how, what is off and what it needs. Then what looks like a setting and is none. */
export const summarise = (config: Config, remarks: readonly string[], logFile: string | undefined): string[] => {
  const { aitta, http } = config;
  const on = config.platforms.map(({ title, summary }) => line(title, `on (${summary})`));
  const names = config.platforms.map(({ name }) => name);
  const off = platforms.filter(({ name, isLocal }) => !names.includes(name) && !(isLocal && names.length > 0));
  const realAitta = aitta.kind === 'standin' ? ' (the real Aitta needs AITTA_ACCESS_TOKEN)' : '';
  return [
    ...on,
    ...off.map(({ title, needs }) => line(title, `off (needs ${needs})`)),
    line('Aitta', `${describeAitta(config)}${realAitta}`),
    line('Store', describeStore(config)),
    line('Health', `http://${http.host}:${http.port}/healthz`),
    ...(logFile === undefined ? [] : [line('Log', logFile)]),
    ...remarks.map((remark) => `Ignored: ${remark}`),
  ];
};

const line = (name: string, text: string): string => name.padEnd(NAME_WIDTH) + text;

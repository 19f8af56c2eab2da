import { describeAitta } from '../adapters/aitta/aitta-settings.ts';
import { describeStore } from '../adapters/storage/store-settings.ts';
import type { Config } from '../config.ts';
import { platforms } from '../platforms.ts';

/** Three lines: what is on, what is not, and which variables would switch it on. Then what looks like a setting and is none. */
export const summarise = (config: Config, remarks: readonly string[], logFile: string | undefined): string[] => {
  const { aitta, http } = config;
  const isStandin = aitta.kind === 'standin';
  const names = config.platforms.map(({ name }) => name);
  const others = platforms.filter(({ name, isLocal }) => !names.includes(name) && !(isLocal && names.length > 0));
  const on = [
    ...config.platforms.map((platform) => platform.summary),
    describeAitta(config),
    describeStore(config),
    `http://${http.host}:${http.port}/healthz`,
    ...(logFile === undefined ? [] : [`the log ${logFile}`]),
  ];
  const off = [...others.map(({ title }) => title), ...(isStandin ? ['the real Aitta'] : [])];
  const switches = [...others.flatMap((other) => other.switches ?? []), ...(isStandin ? ['AITTA_ACCESS_TOKEN'] : [])];
  return [
    `On: ${on.join(', ')}.`,
    `Off: ${off.length === 0 ? 'nothing' : off.join(', ')}.`,
    switches.length === 0 ? 'All is switched on.' : `To switch on: ${switches.join('; ')} (see .env.example).`,
    ...remarks.map((remark) => `Ignored: ${remark}`),
  ];
};

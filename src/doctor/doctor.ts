import { createPatientFetch } from '../adapters/openai/chat/patient-fetch.ts';
import { accountsOf } from '../adapters/define-platform.ts';
import { checkStore } from '../adapters/storage/check-store.ts';
import type { SwitchedOn } from '../adapters/define-platform.ts';
import type { Config } from '../config.ts';
import { proxyToService } from '../model-service/connect-aitta.ts';
import type { Clock } from '../async/clock.ts';
import type { Log } from '../core/ports/operator.ts';
import type { Check } from '../findings/finding.ts';
import { adviseOnNetwork } from '../findings/network-advice.ts';
import { Probe } from '../findings/probe.ts';
import type { Secrets } from '../operate/secrets.ts';
import type { Environment } from '../settings/given.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { checkAitta } from './check-aitta.ts';
import { checkOpenai } from './check-openai.ts';
import { checkClock } from './check-clock.ts';
import { checkSecrecy } from './check-secrecy.ts';
import { checkServer } from './check-server.ts';
import { checkSettings } from './check-settings.ts';
import { checkTraces } from './check-traces.ts';

export interface DoctorParts {
  env: Environment;
  clock: Clock;
  log: Log;
  /** Learns the settings' before anything is asked. */
  secrets: Secrets;
}

/** Looks at everything that the bot needs, one after the other; says what it finds as it goes. */
export async function* examine(parts: DoctorParts): Check {
  const { config, findings } = checkSettings(parts.env);
  yield* findings;
  yield* checkSecrecy(parts.env, new SettingsSource(parts.env).file);
  if (!config) return;
  parts.secrets.learn(config.secrets);
  const probe = new Probe(parts.clock);
  yield* checkServer(config, probe);
  yield* checkStore(config, { ...parts, accounts: accountsOf(config.platforms) });
  yield* examineService(config, probe, parts);
  for (const platform of config.platforms) yield* examinePlatform(platform, probe, config);
  yield* checkTraces(config, probe);
  yield* checkClock(probe.skews);
}

/** The service whose models answer, alone. */
export async function* examineService(
  config: Config,
  probe: Probe,
  parts: Pick<DoctorParts, 'clock' | 'log' | 'secrets'>,
): Check {
  const patient = createPatientFetch(proxyToService(config));
  try {
    const asked = { ...parts, config, fetch: probe.watch(patient.fetch), send: probe.watch(patient.send) };
    const { service } = config;
    yield* service.kind === 'openai' ? checkOpenai(service, asked) : checkAitta(service, asked);
  } finally {
    await patient.close();
  }
}

/** One platform alone. */
export const examinePlatform = (
  platform: SwitchedOn,
  probe: Probe,
  network: Pick<Config, 'proxy' | 'unusedProxy'>,
): Check =>
  platform.check({
    probe,
    proxy: network.proxy,
    adviseOnNetwork: (url, code) => adviseOnNetwork(url, code, network),
  });

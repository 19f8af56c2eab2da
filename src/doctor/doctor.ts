import { createPatientFetch } from '../adapters/aitta/chat/patient-fetch.ts';
import type { Config } from '../config.ts';
import { proxyToAitta } from '../connect-aitta.ts';
import type { Clock } from '../async/clock.ts';
import type { Log } from '../core/ports/operator.ts';
import type { Secrets } from '../operate/secrets.ts';
import { checkAitta } from './check-aitta.ts';
import { checkClock } from './check-clock.ts';
import { checkServer } from './check-server.ts';
import { checkSettings } from './check-settings.ts';
import { checkStore } from './check-store.ts';
import type { Check } from './finding.ts';
import { Probe } from './probe.ts';

export interface DoctorParts {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  log: Log;
  /** Learns the settings' before anything is asked. */
  secrets: Secrets;
}

/** Looks at everything that the bot needs, one after the other; says what it finds as it goes. */
export async function* examine(parts: DoctorParts): Check {
  const { config, findings } = checkSettings(parts.env);
  yield* findings;
  if (!config) return;
  parts.secrets.learn(config.secrets);
  const probe = new Probe(parts.clock);
  yield* checkServer(config, probe);
  yield* checkStore(config);
  yield* examineAitta(config, probe, parts);
  yield* examinePlatforms(config, probe, parts);
  yield* checkClock(probe.skews);
}

async function* examineAitta(config: Config, probe: Probe, parts: DoctorParts): Check {
  const patient = createPatientFetch(proxyToAitta(config));
  try {
    yield* checkAitta({ ...parts, config, fetch: probe.watch(patient.fetch) });
  } finally {
    await patient.close();
  }
}

/** The SDK of a platform is loaded only where it is on. */
async function* examinePlatforms(config: Config, probe: Probe, { env }: DoctorParts): Check {
  const { slack, discord } = config;
  if (slack) {
    const { checkSlack } = await import('./check-slack.ts');
    yield* checkSlack({ config, slack, env, probe });
  }
  if (discord) {
    const { checkDiscord } = await import('./check-discord.ts');
    yield* checkDiscord({ config, discord, env, probe });
  }
}

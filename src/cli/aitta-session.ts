import type { LeanFetch } from '../http/lean-http.ts';
import { createPatientFetch } from '../adapters/openai/chat/patient-fetch.ts';
import type { Client } from '../aitta/client.ts';
import { loadConfig, type Config } from '../config.ts';
import { connectAitta, proxyToService } from '../model-service/connect-aitta.ts';
import type { Clock } from '../async/clock.ts';
import type { Log } from '../core/ports/operator.ts';
import { createLog } from '../operate/log.ts';
import { VerbFailure } from './failure-line.ts';
import type { VerbIo } from './run-verb.ts';

/** Aitta for the time of one verb, by the settings of the bot. */
export interface AittaSession {
  config: Config;
  client: Client;
  send: LeanFetch;
  clock: Clock;
  /** Says nothing: stdout is the answer's, and what goes wrong is told in sentences. */
  log: Log;
}

const STANDIN_NOTE =
  'aitta-bot: no Aitta credentials are set, so this is a stand-in with scripted answers (see .env.example).\n';

const NOT_AITTA = 'this is for Aitta, and OPENAI_BASE_URL names another service.';

/** @throws SettingsError, BotError 'settings', VerbFailure where the settings name another service, and what the work rejects with. */
export const withAitta = async <T>(
  io: VerbIo,
  clock: Clock,
  work: (session: AittaSession) => Promise<T>,
): Promise<T> => {
  const config = loadConfig(io.env);
  const { secrets } = io;
  secrets.learn(config.secrets);
  const log = createLog({ level: 'silent', secrets });
  const { service } = config;
  if (service.kind === 'openai') throw new VerbFailure(NOT_AITTA);
  const patient = createPatientFetch(proxyToService(config));
  const { fetch, send } = patient;
  try {
    // The stand-in speaks both APIs here, so that `task` has something to try, too.
    const connection = await connectAitta(service, { clock, log, fetch, secrets, standinProfile: 'bridge' });
    try {
      if (service.kind === 'standin') io.stderr.write(STANDIN_NOTE);
      return await work({ config, client: connection.client, send, clock, log });
    } finally {
      await connection.close();
    }
  } finally {
    await patient.close();
  }
};

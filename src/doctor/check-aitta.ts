import type { AittaService } from '../adapters/aitta/aitta-settings.ts';
import type { Client } from '../aitta/client.ts';
import { APIConnectionError, APIErrorResponse, AuthorizationError } from '../aitta/errors.ts';
import { connectAitta, TOKEN_PAGE } from '../model-service/connect-aitta.ts';
import type { AittaConnection } from '../model-service/connect-aitta.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../async/clock.ts';
import { isBotError } from '../core/errors.ts';
import { utcTime } from '../core/sentences/time-mark.ts';
import { toError } from '../async/to-error.ts';
import type { Log } from '../core/ports/operator.ts';
import type { Secrets } from '../operate/secrets.ts';
import { checkModels } from './check-models.ts';
import { failed, ok, warning } from '../findings/finding.ts';
import type { Check, Finding } from '../findings/finding.ts';
import { adviseOnNetwork } from '../findings/network-advice.ts';
import { codeOf } from '../findings/probe.ts';

export interface AittaCheckParts {
  config: Config;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  fetch: typeof fetch;
}

const DAY_MS = 24 * 60 * 60_000;
const SOON_DAYS = 14;
export const NEW_TOKEN = `Get a new token at ${TOKEN_PAGE} and put it where AITTA_ACCESS_TOKEN (or its file) is.`;

/** Aitta: reachable, the token taken and until when, its models, and one token of an answer. */
export async function* checkAitta(service: AittaService, parts: AittaCheckParts): Check {
  const { clock } = parts;
  let connection: AittaConnection;
  try {
    connection = await connectAitta(service, parts);
  } catch (error) {
    if (!isBotError(error, 'settings')) throw error;
    yield failed('aitta', error.message, NEW_TOKEN);
    return;
  }
  try {
    const { client } = connection;
    const reach = await checkReach(client, parts);
    yield reach;
    if (reach.verdict === 'failed') return;
    const token = await checkToken(client, service, parts.config);
    yield token;
    if (token.verdict === 'failed') return;
    const expiry = checkExpiry(connection.tokenExpiresAt, clock);
    if (expiry) yield expiry;
    yield* checkModels(client, parts);
  } finally {
    await connection.close();
  }
}

/** Any answer is one; a maintenance break is told. */
const checkReach = async (client: Client, { config }: AittaCheckParts): Promise<Finding> => {
  const { host } = new URL(client.url);
  try {
    const status = await client.getStatus();
    if (status.ok) return ok('aitta', `${host} can be reached`);
    const until = status.end === undefined ? '' : ` until ${utcTime(status.end.getTime())}`;
    return warning(
      'aitta',
      `${host} is under maintenance${until}`,
      'Nothing to do: the bot tells people and tries again.',
    );
  } catch (error) {
    if (error instanceof APIConnectionError) return unreachable(client.url, error, config);
    return ok('aitta', `${host} can be reached (it does not report its status)`);
  }
};

const unreachable = (url: string, error: Error, config: Config): Finding => {
  const code = codeOf(error);
  return failed('aitta', `${new URL(url).host} cannot be reached (${code})`, adviseOnNetwork(url, code, config));
};

const checkToken = async (client: Client, service: AittaService, config: Config): Promise<Finding> => {
  const what = 'apiKey' in service ? 'API key' : 'access token';
  try {
    await client.getWorkers();
    return ok('aitta', `it accepts the ${what}`);
  } catch (error) {
    const status = error instanceof APIErrorResponse ? error.status : undefined;
    if (error instanceof AuthorizationError || status === 403)
      return failed(
        'aitta',
        `it refuses the ${what} (HTTP ${status})`,
        what === 'API key'
          ? `Check AITTA_API_KEY; or use an access token from ${TOKEN_PAGE} (AITTA_ACCESS_TOKEN) instead.`
          : NEW_TOKEN,
      );
    if (error instanceof APIConnectionError) return unreachable(client.url, error, config);
    if (what === 'API key' && status === 404)
      return failed(
        'aitta',
        'it does not exchange API keys (HTTP 404)',
        `Get an access token at ${TOKEN_PAGE} and set AITTA_ACCESS_TOKEN instead of AITTA_API_KEY.`,
      );
    if (status === 429)
      return warning('aitta', 'the request limit is used up right now', 'Wait a minute and run the doctor again.');
    return warning(
      'aitta',
      `could not find out whether it accepts the ${what}: ${toError(error).message}`,
      'Run the doctor again in a few minutes; if this does not change, tell the people who run Aitta.',
    );
  }
};

const checkExpiry = (expiresAt: Date | undefined, clock: Clock): Finding | undefined => {
  if (expiresAt === undefined) return undefined;
  const days = Math.floor((expiresAt.getTime() - clock.now()) / DAY_MS);
  const note = `the access token is valid until ${utcTime(expiresAt.getTime())} (${days} ${days === 1 ? 'day' : 'days'})`;
  return days < SOON_DAYS ? warning('aitta', note, NEW_TOKEN) : ok('aitta', note);
};

import type { AccessTokenSource } from '../aitta/access-token-source.ts';
import { APIKeyAccessTokenSource } from '../aitta/api-key-access-token-source.ts';
import { Client, type ClientOptions } from '../aitta/client.ts';
import { dueExpiryWarning } from '../aitta/expiry-warning.ts';
import type { ExpiryWarning } from '../aitta/expiry-warning.ts';
import { FileAccessTokenSource } from '../aitta/file-access-token-source.ts';
import { StaticAccessTokenSource } from '../aitta/static-access-token-source.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../async/clock.ts';
import { pause } from '../async/pause.ts';
import { BotError } from '../core/errors.ts';
import { utcTime } from '../core/sentences/time-mark.ts';
import { toError } from '../async/to-error.ts';
import type { Log } from '../core/ports/operator.ts';
import type { AittaService } from '../adapters/aitta/aitta-settings.ts';
import { KnownTokens } from './known-tokens.ts';
import type { Secrets } from '../operate/secrets.ts';
import type { Profile } from '../standin/profile.ts';

export interface Rehearsal {
  acts: readonly string[];
  play: (act: string) => void;
}

export interface AittaConnection {
  client: Client;
  /** When the token ends that is in use, where that is known. */
  readonly tokenExpiresAt: Date | undefined;
  /** Warns the operator 14, 7, 2 and 1 days before the token ends, until the signal aborts. */
  watchExpiry(signal: AbortSignal): Promise<void>;
  /** Absent where no stand-in answers. */
  rehearsal: Rehearsal | undefined;
  close(): Promise<void>;
}

export interface AittaParts {
  clock: Clock;
  log: Log;
  fetch: typeof fetch;
  /** Learns every token before it is used. */
  secrets: Secrets;
  /** Which API the stand-in speaks, where it is one. Default: today's. */
  standinProfile?: Profile;
}

const LOOK_MS = 60 * 60_000;
export const TOKEN_PAGE = 'https://aitta-auth.csc.fi/myToken';

/** The stand-in is in this very process: no proxy leads to it. */
export const proxyToService = ({ service, proxy }: Config): Config['proxy'] =>
  service.kind === 'standin' ? undefined : proxy;

/** The Aitta of the settings: the service, or the stand-in in this very process. @throws BotError 'settings' for a token that cannot be used. */
export const connectAitta = async (aitta: AittaService, parts: AittaParts): Promise<AittaConnection> => {
  const { clock, log, fetch, secrets } = parts;
  const service = await openService(aitta, parts);
  const tokens = new KnownTokens(service.tokens, secrets);
  return {
    client: openClient(service.url, tokens, { clock, fetch }),
    get tokenExpiresAt() {
      return tokens.expiresAt;
    },
    watchExpiry: (signal) => watchExpiry(tokens, clock, log, signal),
    rehearsal: service.rehearsal,
    close: service.close,
  };
};

interface Service {
  url: string;
  tokens: AccessTokenSource;
  rehearsal?: AittaConnection['rehearsal'];
  close: () => Promise<void>;
}

/** The modules of the stand-in are loaded only where it stands in. */
const openService = async (aitta: AittaService, parts: AittaParts): Promise<Service> => {
  if (aitta.kind === 'aitta')
    return { url: aitta.apiUrl, tokens: openTokens(aitta, parts), close: () => Promise.resolve() };
  const { createStandin, STANDIN_TOKEN } = await import('../standin/standin.ts');
  const standin = createStandin({ clock: parts.clock, profile: parts.standinProfile ?? 'today' });
  const { rehearse, REHEARSALS } = await import('../standin/rehearse.ts');
  const { url } = await standin.listen();
  const play = (act: string): void => {
    const known = REHEARSALS.find((name) => name === act);
    if (known !== undefined) rehearse(known, standin);
  };
  return {
    url,
    tokens: new StaticAccessTokenSource(STANDIN_TOKEN),
    rehearsal: { acts: REHEARSALS, play },
    close: () => standin.close(),
  };
};

const openClient = (url: string, tokens: AccessTokenSource, options: ClientOptions): Client => {
  try {
    return new Client(url, tokens, options);
  } catch (error) {
    throw new BotError('settings', `AITTA_API_URL cannot be used: ${toError(error).message}`, { cause: error });
  }
};

type ServiceSettings = Extract<AittaService, { kind: 'aitta' }>;

const openTokens = (aitta: ServiceSettings, { clock, fetch }: AittaParts): AccessTokenSource => {
  // The client's own warning is for programs without a log; `watchExpiry` is ours.
  const options = { clock, onWarning: () => undefined };
  try {
    if ('apiKey' in aitta) return new APIKeyAccessTokenSource(aitta.apiKey, aitta.apiUrl, { clock, fetch });
    if ('accessTokenFile' in aitta) return new FileAccessTokenSource(aitta.accessTokenFile, options);
    return new StaticAccessTokenSource(aitta.accessToken, options);
  } catch (error) {
    const name = 'apiKey' in aitta ? 'AITTA_API_KEY' : 'AITTA_ACCESS_TOKEN';
    throw new BotError(
      'settings',
      `${name} cannot be used: ${toError(error).message} Get a new token at ${TOKEN_PAGE}`,
      {
        cause: error,
      },
    );
  }
};

const watchExpiry = async (tokens: AccessTokenSource, clock: Clock, log: Log, signal: AbortSignal): Promise<void> => {
  let last: ExpiryWarning | undefined;
  while (!signal.aborted) {
    const due = dueExpiryWarning(tokens.expiresAt, clock.now(), last);
    if (due) {
      last = due;
      const until = utcTime(due.expiresAt.getTime());
      log.warn(
        { until, days: due.days, page: TOKEN_PAGE },
        'the Aitta access token expires soon; get a new one from its page',
      );
    }
    await pause(clock, LOOK_MS, signal);
  }
};

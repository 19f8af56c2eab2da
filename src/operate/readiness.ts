import type { ContactHealth } from '../adapters/openai/service-contact.ts';
import type { Clock } from '../async/clock.ts';
import type { Platform } from '../core/ports/platform.ts';

/** What one part of the bot says of itself; everything besides `ok` and `note` is a number for people and monitors. */
export interface PartHealth {
  ok: boolean;
  note: string;
  [figure: string]: boolean | string | number;
}

export interface ReadinessParts {
  platforms: ReadonlyMap<string, Platform>;
  /** Why a platform could not be started, by name. */
  failures: ReadonlyMap<string, string>;
  turns: { readonly health: PartHealth & { openTurns?: number } };
  /** The service whose models answer, and what is known of it. */
  service: { part: 'aitta' | 'service'; health: () => ContactHealth & { tokenExpiresAt: Date | undefined } };
  clock: Clock;
}

const NO_PLATFORM: PartHealth = { ok: false, note: 'no platform is on: nobody can reach this bot' };

const DAY_MS = 24 * 60 * 60_000;

/** Every part that is switched on, by name, from what is known already: nothing is asked of anybody. */
export const readParts = (parts: ReadinessParts): Record<string, PartHealth> => {
  const platforms = new Map<string, PartHealth>();
  for (const platform of parts.platforms.values()) platforms.set(platform.name, readPlatform(platform, parts));
  if (platforms.size === 0) platforms.set('platforms', NO_PLATFORM);
  return { ...Object.fromEntries(platforms), store: parts.turns.health, [parts.service.part]: readService(parts) };
};

const readPlatform = (platform: Platform, parts: ReadinessParts): PartHealth => {
  const failure = parts.failures.get(platform.name);
  const { ok, note, lastEventAt, workspaces } = platform.health();
  return {
    ...(failure === undefined ? { ok, note } : { ok: false, note: failure }),
    ...secondsSince('lastEventSecondsAgo', lastEventAt, parts.clock),
    ...(workspaces !== undefined && { workspaces }),
  };
};

const readService = ({ service, clock }: ReadinessParts): PartHealth => {
  const { ok, note, lastAnswerAt, tokenExpiresAt } = service.health();
  const leftMs = tokenExpiresAt === undefined ? undefined : tokenExpiresAt.getTime() - clock.now();
  return {
    ...(leftMs !== undefined && leftMs <= 0 ? { ok: false, note: 'the access token has expired' } : { ok, note }),
    ...secondsSince('lastAnswerSecondsAgo', lastAnswerAt, clock),
    ...(leftMs === undefined ? {} : { tokenDaysLeft: Math.max(0, Math.floor((leftMs / DAY_MS) * 10) / 10) }),
  };
};

const secondsSince = (name: string, at: number | undefined, clock: Clock): Record<string, number> =>
  at === undefined ? {} : { [name]: Math.max(0, Math.round((clock.now() - at) / 1_000)) };

import type { Clock } from '../../async/clock.ts';
import { late, within } from '../../async/within.ts';
import type { Settings } from '../memory/settings.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { Platform } from '../ports/platform.ts';
import { languageOfLocale } from '../sentences/language.ts';
import type { Language } from '../sentences/language.ts';

export interface LanguageParts {
  settings: Pick<Settings, 'languageOf'>;
  platform: Pick<Platform, 'locale'>;
  /** Of whom nothing is known. */
  fallback: Language;
  clock: Clock;
}

/** Nobody's Stop waits longer than this to be answered in the right language, milliseconds. */
const MAX_WAIT_MS = 1_000;

/**
 * The language that the bot itself speaks to whoever this came from: what they have set, else what they or the place have chosen on the
 * platform, else the operator's. Never rejects: in any language is better than not at all.
 */
export const languageFor = async (arrival: Arrival, parts: LanguageParts): Promise<Language> => {
  const { settings, platform, fallback, clock } = parts;
  const find = async (): Promise<Language | undefined> => {
    const set = await settings.languageOf(arrival).catch(() => undefined); // a dead store is told by what comes next
    return set ?? languageOfLocale((await platform.locale(arrival.address)) ?? '');
  };
  try {
    const found = await within({ clock, timeoutMs: MAX_WAIT_MS }, find());
    return found === late ? fallback : (found ?? fallback);
  } catch {
    return fallback; // a platform that cannot tell now
  }
};

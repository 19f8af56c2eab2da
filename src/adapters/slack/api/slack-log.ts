import { LogLevel } from '@slack/bolt';
import type { Logger } from '@slack/bolt';
import type { Log } from '../../../core/ports/operator.ts';

const nothing = (): void => undefined;

/** For the Web API's client: its lines carry arguments of calls, and every failure reaches us as an error anyway. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

/** Bolt's and its sockets' warnings and errors, in our log. Their lower levels print whole events. */
export const boltLogger = (log: Log): Logger => ({
  ...silentLogger,
  warn: (...words: unknown[]) => log.warn({ says: sentence(words) }, 'Bolt warns'),
  error: (...words: unknown[]) => log.warn({ says: sentence(words) }, 'Bolt reports an error'),
  getLevel: () => LogLevel.WARN,
});

const sentence = (words: unknown[]): string =>
  words
    .map((word) => (word instanceof Error ? word.message : String(word)))
    .join(' ')
    .slice(0, 500);

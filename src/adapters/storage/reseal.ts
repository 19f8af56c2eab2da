import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../async/clock.ts';
import { isBotError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/operator.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import type { RecordTable } from './records/record-table.ts';
import type { StorageEngine } from './storage-engine.ts';
import { isFresh } from './store-cipher.ts';
import type { StoreCipher } from './store-cipher.ts';

export interface ResealParts {
  engine: StorageEngine;
  cipher: StoreCipher;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Texts in one step: some milliseconds, so that a signal to stop is heard. */
const BATCH = 200;
const TELL_MS = 2_000;
/** Holds the name of the key that every text is sealed with; absent while that is not so. */
const MARK = { namespace: 'meta', key: 'sealed-with' } as const;

/**
 * Brings every text in the store under the first key, if that is not so already: after it older keys are not needed any more, and nothing
 * from before encryption is left. May die at any line; the next start goes on where it is needed.
 * @throws SettingsError when a text is sealed with a key that is not there
 */
export const sealWithFirstKey = async (parts: ResealParts): Promise<void> => {
  const { engine, cipher, clock, log } = parts;
  if (await isSealedWithFirstKey(engine.records, cipher)) return;
  await engine.records.delete(MARK.namespace, [MARK.key]); // first: from here on there may be texts under two keys
  const beganAt = clock.now();
  const changed = await sealAll(parts);
  await engine.records.write(MARK.namespace, [{ ...MARK, value: cipher.encrypt(cipher.name), expires: undefined }]);
  if (changed === 0) return;
  if (!(await engine.compact({ whole: true })))
    log.warn({}, 'what was sealed anew is left in the journal until its readers are gone');
  log.info(
    { texts: changed, seconds: Math.round((clock.now() - beganAt) / 1_000) },
    'the store is encrypted with the first STORE_KEY',
  );
};

export const isSealedWithFirstKey = async (records: RecordTable, cipher: StoreCipher): Promise<boolean> => {
  const [mark] = await records.read(MARK.namespace, [MARK.key]);
  return mark !== undefined && isFresh(mark.value, cipher) && cipher.decrypt(mark.value) === cipher.name;
};

const sealAll = async ({ engine, cipher, clock, log, signal }: ResealParts): Promise<number> => {
  let changed = 0;
  let toldAt = clock.now();
  for (let after: string | undefined = ''; after !== undefined;) {
    signal.throwIfAborted();
    const step: { changed: number; next: string | undefined } = await engine
      .reseal(after, BATCH, cipher)
      .catch(explainKey);
    changed += step.changed;
    after = step.next;
    if (clock.now() - toldAt >= TELL_MS) {
      toldAt = clock.now();
      log.info({ texts: changed }, 'the store is being encrypted with the first STORE_KEY; the bot starts after it');
    }
    await setImmediate();
  }
  return changed;
};

const explainKey = (error: unknown): never => {
  if (!isBotError(error, 'store-failed')) throw error;
  throw new SettingsError([
    `STORE_KEY does not open all of the database at STORE_URL (${error.message}). Start once with the older key behind the new one (STORE_KEY=NEW,OLD): what is old is encrypted anew then`,
  ]);
};

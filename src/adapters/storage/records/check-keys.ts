import { BotError } from '../../../core/errors.ts';
import type { StoreCipher } from '../store-cipher.ts';
import type { RecordTable } from './record-table.ts';

/** Where the record is by which keys are known to fit. */
export const KEY_CHECK = { namespace: 'meta', key: 'key-check' } as const;

/**
 * Looks whether the keys fit the store, by a record that is written with the first of them.
 * @throws BotError 'settings' when a key is missing or another one.
 */
export const checkKeys = async (table: RecordTable, cipher: StoreCipher): Promise<void> => {
  const { namespace, key } = KEY_CHECK;
  const [stored] = await table.read(namespace, [key]);
  try {
    if (stored) cipher.decrypt(stored.value);
  } catch (error) {
    throw new BotError('settings', 'STORE_KEY does not fit the database at STORE_URL: it is missing, or another key', {
      cause: error,
    });
  }
  await table.write(namespace, [{ key, value: cipher.encrypt('ok'), expires: undefined }]);
};

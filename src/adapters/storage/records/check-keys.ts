import { isBotError } from '../../../core/errors.ts';
import { SettingsError } from '../../../settings/settings-error.ts';
import type { StoreCipher } from '../store-cipher.ts';
import type { RecordTable } from './record-table.ts';

/** Where the record is by which keys are known to fit. */
const KEY_CHECK = { namespace: 'meta', key: 'key-check' } as const;

/**
 * Looks whether the keys fit the store, by a record that is written with the first of them.
 * @throws SettingsError when a key is missing or another one.
 */
export const checkKeys = async (table: RecordTable, cipher: StoreCipher): Promise<void> => {
  const { namespace, key } = KEY_CHECK;
  const [stored] = await table.read(namespace, [key]);
  try {
    if (stored) cipher.decrypt(stored.value);
  } catch (error) {
    if (!isBotError(error, 'store-failed')) throw error;
    throw new SettingsError(['STORE_KEY does not fit the database at STORE_URL: it is missing, or another key']);
  }
  await table.write(namespace, [{ key, value: cipher.encrypt('ok'), expires: undefined }]);
};

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { BotError } from '../../core/errors.ts';

const PREFIX = 'aes-256-gcm:';

/** What stands between the rest and the disk: a text, and how it is kept. */
export interface StoreCipher {
  /** Of what it encrypts with; tells nothing of the key itself. */
  readonly name: string;
  /** A text is kept as it would be kept now if it begins with this, or, where nothing is encrypted, if it does not. */
  readonly mark: string;
  readonly isSealing: boolean;
  encrypt(text: string): string;
  /** @throws BotError 'store-failed' for what none of the keys opens. */
  decrypt(stored: string): string;
}

/** Nothing is encrypted; what was encrypted cannot be read. */
export const plainCipher: StoreCipher = {
  name: 'nothing',
  mark: PREFIX,
  isSealing: false,
  encrypt: (text) => text,
  decrypt: (stored) => {
    if (stored.startsWith(PREFIX))
      throw new BotError('store-failed', 'a record is encrypted and there is no STORE_KEY');
    return stored;
  },
};

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Is a text kept as it would be kept now? */
export const isFresh = (stored: string, { mark, isSealing }: StoreCipher): boolean =>
  stored.startsWith(mark) === isSealing;

/**
 * AES-256-GCM, each record with an IV of its own. The first key encrypts, all of them decrypt, so that a key is changed by putting the
 * new one in front. Records from before encryption was switched on stay readable.
 */
export const createCipher = (keys: readonly Uint8Array[]): StoreCipher => {
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  const [first] = keys;
  if (!first) return plainCipher;
  const name = keyId(first);
  return {
    name,
    mark: `${PREFIX}${name}:`,
    isSealing: true,
    encrypt: (text) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', first, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${PREFIX}${name}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')}`;
    },
    decrypt: (stored) => {
      if (!stored.startsWith(PREFIX)) return stored;
      const [id = '', sealed = ''] = stored.slice(PREFIX.length).split(':');
      const key = byId.get(id);
      if (!key) throw new BotError('store-failed', 'a record is encrypted with a key that is not in STORE_KEY');
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw new BotError('store-failed', 'an encrypted record is damaged', { cause: error });
      }
    },
  };
};

/** Tells keys apart without telling them. */
const keyId = (key: Uint8Array): string =>
  createHash('sha256').update('aitta-bot key id').update(key).digest('hex').slice(0, 8);

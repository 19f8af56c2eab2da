import { z } from 'zod';
import { defineSettings } from '../../settings/settings-group.ts';
import { DEFAULT_STORE_URL, MEMORY_URL, SQLITE_SCHEME, storePath } from './store-url.ts';

export interface StoreSettings {
  store: { kind: 'sqlite'; path: string } | { kind: 'memory' };
  /** Each 32 bytes; the first encrypts, all decrypt. Empty: nothing is encrypted. */
  storeKeys: Uint8Array[];
}

/** Keys of 32 bytes in base64, separated by commas. */
const keys = z
  .string()
  .refine((value) => value.split(',').every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key.trim())), {
    error: 'must be one or more keys of 32 bytes in base64, separated by commas (openssl rand -base64 32)',
  })
  .transform((value) => value.split(',').map((key) => Buffer.from(key.trim(), 'base64')))
  .default([]);

export const storeSettings = defineSettings({
  shape: {
    STORE_URL: z
      .string()
      .regex(/^(memory:|sqlite:.+)$/, { error: `must be ${SQLITE_SCHEME}PATH or ${MEMORY_URL}` })
      .default(DEFAULT_STORE_URL),
    STORE_KEY: keys,
  },
  secrets: ['STORE_KEY'],
  value: ({ STORE_URL: url, STORE_KEY: storeKeys }): StoreSettings => {
    const path = storePath(url);
    return { store: path === undefined ? { kind: 'memory' } : { kind: 'sqlite', path }, storeKeys };
  },
});

/** For the summary at the start. */
export const describeStore = ({ store }: StoreSettings): string => (store.kind === 'memory' ? 'in memory' : store.path);

import { z } from 'zod';
import { defineSettings } from '../../settings/settings-group.ts';

export interface StoreSettings {
  store: { kind: 'sqlite'; path: string } | { kind: 'memory' };
  /** Each 32 bytes; the first encrypts, all decrypt. Empty: nothing is encrypted. */
  storeKeys: Uint8Array[];
}

const MEMORY = 'memory:';
const SQLITE = 'sqlite:';

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
      .regex(/^(memory:|sqlite:.+)$/, { error: `must be ${SQLITE}PATH or ${MEMORY}` })
      .default(`${SQLITE}./data/aitta-bot.sqlite`),
    STORE_KEY: keys,
  },
  secrets: ['STORE_KEY'],
  value: ({ STORE_URL: url, STORE_KEY: storeKeys }): StoreSettings => ({
    store: url === MEMORY ? { kind: 'memory' } : { kind: 'sqlite', path: url.slice(SQLITE.length) },
    storeKeys,
  }),
});

/** For the summary at the start. */
export const describeStore = ({ store }: StoreSettings): string => (store.kind === 'memory' ? 'in memory' : store.path);

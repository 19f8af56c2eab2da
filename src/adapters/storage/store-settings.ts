import { z } from 'zod';
import { defineSettings } from '../../settings/settings-group.ts';
import { isPostgres, passwordIn, mistakeInPostgresUrl, readPostgresUrl } from './postgres/postgres-url.ts';
import { DEFAULT_STORE_URL, MEMORY_URL, SQLITE_SCHEME, storePath } from './store-url.ts';

export interface StoreSettings {
  store: { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string; name: string } | { kind: 'memory' };
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

const group = defineSettings({
  shape: {
    STORE_URL: z
      .string()
      .refine((url) => /^(memory:|sqlite:.+|postgres(?:ql)?:.*)$/.test(url), {
        error: `must be ${SQLITE_SCHEME}PATH, postgres://USER@HOST/DATABASE or ${MEMORY_URL}`,
        abort: true,
      })
      .superRefine((url, context) => {
        const mistake = isPostgres(url) ? mistakeInPostgresUrl(url) : undefined;
        if (mistake !== undefined) context.addIssue(mistake);
      })
      .default(DEFAULT_STORE_URL),
    STORE_PASSWORD: z.string().optional(),
    STORE_KEY: keys,
  },
  secrets: ['STORE_PASSWORD', 'STORE_KEY'],
  conflicts: (given) => {
    const url = given.get('STORE_URL') ?? '';
    return given.has('STORE_PASSWORD') && !isPostgres(url)
      ? ['STORE_PASSWORD is set, but STORE_URL names no PostgreSQL']
      : [];
  },
  value: ({ STORE_URL: url, STORE_PASSWORD: password, STORE_KEY: storeKeys }): StoreSettings => {
    if (isPostgres(url)) return { store: { kind: 'postgres', ...readPostgresUrl(url, password) }, storeKeys };
    const path = storePath(url);
    return { store: path === undefined ? { kind: 'memory' } : { kind: 'sqlite', path }, storeKeys };
  },
});

export const storeSettings: typeof group = {
  ...group,
  read: (given, context) => {
    const reading = group.read(given, context);
    return { ...reading, secrets: [...reading.secrets, ...passwordIn(given.get('STORE_URL') ?? '')] };
  },
};

/** For the summary at the start. */
export const describeStore = ({ store }: StoreSettings): string => {
  if (store.kind === 'memory') return 'in memory';
  return store.kind === 'sqlite' ? store.path : store.name;
};

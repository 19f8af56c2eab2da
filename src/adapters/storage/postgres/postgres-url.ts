import { readFileSync } from 'node:fs';
import { toError } from '../../../async/to-error.ts';

const SCHEME = /^postgres(?:ql)?:/;
/**
 * `allow` and `prefer` go on in the clear with whoever says that there is no TLS.
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html
 */
const MODES: readonly string[] = ['disable', 'require', 'verify-ca', 'verify-full'];
const FILES: readonly string[] = ['sslrootcert', 'sslcert', 'sslkey'];
/** The authorities that this machine knows, as libpq says it. */
const SYSTEM = 'system';
const OPTIONS: readonly string[] = [
  'sslmode',
  ...FILES,
  'application_name',
  'options',
  'host',
  'port',
  'user',
  'dbname',
];

export const isPostgres = (url: string): boolean => SCHEME.test(url);

/** @returns what is wrong, for behind the name of the setting */
export const mistakeInPostgresUrl = (text: string): string | undefined => {
  const url = URL.parse(text);
  if (!url)
    return 'is no URL: characters of a user name or password such as @ : / # % have to be written as %40 and so on';
  if (url.pathname.length < 2) return 'names no database: postgres://USER@HOST/DATABASE';
  const unknown = [...url.searchParams.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) return `has an option ${unknown}, which is not known; there are ${OPTIONS.join(', ')}`;
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !MODES.includes(mode)) return `has an sslmode that is none of ${MODES.join(', ')}`;
  if (mode === 'verify-ca' && !url.searchParams.has('sslrootcert'))
    return 'has sslmode=verify-ca, which needs sslrootcert';
  return FILES.map((name) => mistakeInFile(name, url.searchParams.get(name))).find((mistake) => mistake !== undefined);
};

const mistakeInFile = (name: string, path: string | null): string | undefined => {
  try {
    if (path !== null && path !== SYSTEM) readFileSync(path);
    return undefined;
  } catch (error) {
    const { code = toError(error).name } = error as NodeJS.ErrnoException;
    return `names a file by ${name} that cannot be read (${code})`;
  }
};

/** For the driver, and for people. @param text without a mistake */
export const readPostgresUrl = (text: string, password: string | undefined): { url: string; name: string } => {
  const url = new URL(text);
  if (password !== undefined) url.password = encodeURIComponent(password);
  if (url.searchParams.get('sslrootcert') === SYSTEM) {
    url.searchParams.delete('sslrootcert');
    url.searchParams.set('sslmode', 'verify-full');
  }
  url.searchParams.set('uselibpqcompat', 'true'); // what sslmode means
  const name = new URL(text);
  name.password = '';
  name.search = '';
  return { url: url.href, name: name.href };
};

/** What nobody may see of it. */
export const passwordIn = (text: string): string[] => {
  const { password = '' } = URL.parse(text) ?? {};
  return password === '' ? [] : [password, decode(password)];
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // it was written without %25 and so on
  }
};

import type { Given } from './given.ts';

/** From HTTP_PROXY, HTTPS_PROXY and NO_PROXY: addresses of HTTP proxies; an empty one is none. */
export interface ProxySettings {
  httpProxy: string;
  httpsProxy: string;
  /** Comma-separated hosts that are reached directly. */
  noProxy: string;
}

/** Not ours: Node and every other program know these variables. */
const ADDRESSES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

export const readProxy = (
  given: Given,
): { proxy: ProxySettings | undefined; unusedProxy: string | undefined; secrets: string[] } => {
  const either = (upper: string, lower: string): string => given.get(upper) ?? given.get(lower) ?? '';
  const isUsed = given.get('NODE_USE_ENV_PROXY') === '1';
  const proxy = {
    httpProxy: either('HTTP_PROXY', 'http_proxy'),
    httpsProxy: either('HTTPS_PROXY', 'https_proxy'),
    noProxy: either('NO_PROXY', 'no_proxy'),
  };
  return {
    proxy: isUsed ? proxy : undefined,
    unusedProxy: isUsed ? undefined : ADDRESSES.find((name) => given.has(name)),
    secrets: ADDRESSES.flatMap((name) => passwordsIn(given.get(name) ?? '')),
  };
};

/** As the address has it, and as it is. */
const passwordsIn = (address: string): string[] => {
  const password = URL.parse(address)?.password ?? '';
  return password === '' ? [] : [password, decoded(password)];
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % that no browser wrote
  }
};

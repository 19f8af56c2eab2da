import { decodeEntities } from './entities.ts';

// Endings of file and product names that are no top-level domains.
const NO_DOMAIN: ReadonlySet<string> = new Set(
  'js ts jsx tsx mjs json yaml yml toml txt csv exe css html htm xml cpp java php lock sql log pdf png jpg'.split(' '),
);
const ADDRESS_IN_LABEL = /(?:https?:\/\/|www\.)([^\s/?#:]+)/giu;
// A long label could hold very many of them.
const MAX_LABEL = 500;
const BARE_HOST =
  /(?<![\p{L}\p{N}@.-])((?:[\p{L}\p{N}-]{1,63}\.){1,10}(\p{L}{2,24}|xn--[a-z0-9-]{1,59}))(?![\p{L}\p{N}])/giu;
const MAIL_HOST = /@([\p{L}\p{N}.-]{1,253}\.\p{L}{2,24})/gu;

const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname.replace(/^www\./u, '');
  } catch {
    return ''; // not an address: equal to no other
  }
};

const sameHost = (shown: string, host: string): boolean => {
  const name = hostOf(`https://${shown}`);
  return name !== '' && (host === name || host.endsWith(`.${name}`));
};

/** A label as it is seen. */
const seen = (label: string): string =>
  decodeEntities(label)
    .normalize('NFKC')
    .replaceAll(/[*_~`\\]|\p{Cf}/gu, '')
    .replaceAll(/[\u3002\uff61]/gu, '.') // full stops that browsers take for dots
    .trim()
    .slice(0, MAX_LABEL);

/** Whether a link's label shows another address than the one that it leads to. */
export const isDisguised = (label: string, url: string): boolean => {
  const host = url.toLowerCase().startsWith('mailto:') ? (url.split('@').at(-1) ?? '').toLowerCase() : hostOf(url);
  const text = seen(label);
  const shown = [...text.matchAll(ADDRESS_IN_LABEL)].map((match) => match[1] ?? '');
  for (const [, bare = '', ending = ''] of text.matchAll(BARE_HOST))
    if (!NO_DOMAIN.has(ending.toLowerCase())) shown.push(bare);
  for (const [, mail = ''] of text.matchAll(MAIL_HOST)) shown.push(mail);
  return shown.some((name) => !sameHost(name, host));
};

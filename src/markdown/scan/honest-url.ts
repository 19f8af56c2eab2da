/** What stands before an @ and looks like a host: https://bank.fi@evil.example/ leads to evil.example. */
const FALSE_HOST = /^(https?:\/\/)[^/?#@]*\.[^/?#@]*@/iu;
const HOST = /^(https?:\/\/(?:[^/?#@]*@)?)([^/?#:@]+)/iu;
/** Letters of these look like Latin ones. */
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
const LATIN = /\p{Script=Latin}/u;

/** An address that shows where it leads: nothing in front of the host looks like one, and one that mixes alphabets is written as it is looked up. */
export const honestUrl = (url: string): string => {
  const plain = url.replace(FALSE_HOST, '$1');
  const [, before = '', host = ''] = HOST.exec(plain) ?? [];
  if (!LOOKALIKE.test(host) || !LATIN.test(host)) return plain;
  const parsed = URL.parse(`https://${host}`);
  return parsed ? before + parsed.hostname + plain.slice(before.length + host.length) : plain;
};

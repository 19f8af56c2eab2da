/** A long label could hold very many names. */
const MAX_LABEL = 500;
const NAME = /(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}[\p{L}\p{N}-]{1,62}/gu;

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : '');

/** The hosts that a label shows, as it is seen: without paths, and with what browsers take for dots. */
const namesIn = (label: string): string[] =>
  label
    .slice(0, MAX_LABEL)
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\u3002\uff61]/g, '.')
    .replaceAll('://', ' ')
    .replaceAll(/[/?#]\S*/g, ' ')
    .match(NAME) ?? [];

/** Where a link leads whose label shows another host; undefined for all others. */
export const hostBehind = (label: string, href: string): string | undefined => {
  const host = hostOf(href.replace(/^mailto:[^@]*@/i, 'https://'));
  const isOther = namesIn(label).some((name) => {
    const shown = hostOf(`https://${name}`);
    return host !== shown && !host.endsWith(`.${shown}`);
  });
  return isOther ? host : undefined;
};

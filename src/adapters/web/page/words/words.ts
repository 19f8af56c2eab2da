import { english } from './words-english.ts';
import type { Words } from './words-english.ts';
import { finnish } from './words-finnish.ts';
import { swedish } from './words-swedish.ts';

const LANGUAGES: Readonly<Record<string, Words>> = { en: english, fi: finnish, sv: swedish };

/** The first language of the browser that the page speaks. */
export const language =
  navigator.languages.map((name) => name.slice(0, 2).toLowerCase()).find((name) => name in LANGUAGES) ?? 'en';

export const words: Words = LANGUAGES[language] ?? english;

export const timeOf = (at: number): string =>
  new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });

/** To the second: of what is looked at again and again. */
export const secondOf = (at: number): string => new Date(at).toLocaleTimeString(language);

const MINUTE_S = 60;
const HOUR_S = 3_600;
/** Seconds are told of less than this. */
const EXACT_S = 600;

/** Such as "4 min 10 s": the symbols of SI are the same in these languages. */
export const durationOf = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const parts: [number, string][] = [
    [Math.floor(seconds / HOUR_S), 'h'],
    [Math.floor((seconds % HOUR_S) / MINUTE_S), 'min'],
    [seconds < EXACT_S ? seconds % MINUTE_S : 0, 's'],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, unit]) => `${amount(count)} ${unit}`);
  return told.length === 0 ? '0 s' : told.join(' ');
};

/** Such as "4 min – 6 min", or one of them where they are alike. */
export const rangeOf = (fromMs: number, toMs: number): string => {
  const [from, to] = [durationOf(fromMs), durationOf(toMs)];
  return from === to ? from : `${from} – ${to}`;
};

/** Such as "Today", or a date. */
export const dayOf = (at: number): string => {
  const date = new Date(at);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0 || days === 1)
    return capital(new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day'));
  return capital(date.toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' }));
};

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);

/** Such as "1.4 MB". @param bytes of a file */
export const sizeOf = (bytes: number): string => {
  if (bytes < 1_000) return `${amount(bytes)} B`;
  const [unit, size] = bytes < 1_000_000 ? ['kB', bytes / 1_000] : ['MB', bytes / 1_000_000];
  return `${size.toLocaleString(language, { maximumFractionDigits: size < 10 ? 1 : 0 })} ${unit}`;
};

export const amount = (number: number): string => number.toLocaleString(language);

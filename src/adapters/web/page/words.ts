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

/** Such as "Today", or a date. */
export const dayOf = (at: number): string => {
  const date = new Date(at);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0 || days === 1)
    return capital(new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day'));
  return capital(date.toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' }));
};

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);

export const amount = (number: number): string => number.toLocaleString(language);

import { countsIn } from './counts.ts';

export const { number: thousands, duration, counted: countedForms } = countsIn('en');
export const counted = (count: number, noun: string): string => countedForms(count, noun, `${noun}s`);

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };
/** "1st", "2nd". */
export const ordinal = (count: number): string => `${thousands(count)}${ENDINGS[ORDINALS.select(count)] ?? 'th'}`;

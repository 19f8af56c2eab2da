import { countsIn } from './counts.ts';

export const { number: thousands, duration, counted: countedForms } = countsIn('en');
export const counted = (count: number, noun: string): string => countedForms(count, noun, `${noun}s`);

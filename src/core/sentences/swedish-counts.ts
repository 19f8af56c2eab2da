import { countsIn } from './counts.ts';

export const { number: thousands, choose, counted, duration } = countsIn('sv');

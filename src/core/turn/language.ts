import { DEFAULT_LANGUAGE } from '../sentences/language.ts';
import type { Language } from '../sentences/language.ts';
import type { Turn } from '../ports/turns.ts';

/** The language that a turn is answered in, as far as the bot itself speaks: English for everybody, for the time being. */
export const languageOf = (_turn: Turn): Language => DEFAULT_LANGUAGE;

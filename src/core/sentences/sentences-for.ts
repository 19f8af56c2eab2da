import { english } from './english.ts';
import { finnish } from './finnish.ts';
import type { Language } from './language.ts';
import type { Sentences } from './sentences.ts';
import { swedish } from './swedish.ts';

const SENTENCES: Readonly<Record<Language, Sentences>> = { en: english, fi: finnish, sv: swedish };

export const sentencesFor = (language: Language): Sentences => SENTENCES[language];

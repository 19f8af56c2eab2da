import { englishFor } from './english.ts';
import { finnishFor } from './finnish.ts';
import type { Language } from './language.ts';
import type { NamedService } from './named-service.ts';
import type { Sentences } from './sentences.ts';
import { swedishFor } from './swedish.ts';

const LANGUAGES: Readonly<Record<Language, (service: NamedService) => Sentences>> = {
  en: englishFor,
  fi: finnishFor,
  sv: swedishFor,
};
/** Made once: each is some hundred sentences. */
const made = new Map<string, Sentences>();

/** @param service that is named in them */
export const sentencesFor = (language: Language, service: NamedService): Sentences => {
  const key = JSON.stringify([language, service.name, service.modelSetting, service.credential]);
  const sentences = made.get(key) ?? LANGUAGES[language](service);
  made.set(key, sentences);
  return sentences;
};

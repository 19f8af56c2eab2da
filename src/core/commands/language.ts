import type { OperatorSettings } from '../operator-settings.ts';
import type { Settings } from '../memory/settings.ts';
import type { Choice } from '../ports/arrival.ts';
import type { View } from '../ports/platform.ts';
import { LANGUAGES } from '../sentences/language.ts';
import type { Language } from '../sentences/language.ts';
import { sentencesFor } from '../sentences/sentences-for.ts';
import type { Sentences } from '../sentences/sentences.ts';
import type { Command } from './command.ts';

const AUTO = 'auto';

/** `language`: what the bot itself speaks to whoever says so, wherever on the platform. */
export const setLanguage = async (
  { turn, call, sentences }: Command,
  { settings, operator }: { settings: Settings; operator: Pick<OperatorSettings, 'service'> },
): Promise<View> => {
  const wanted = (call.args['language'] ?? '').trim().toLowerCase();
  if (wanted === AUTO) {
    await settings.setLanguage(turn.arrival, undefined);
    return { note: sentences.languageAuto, private: true };
  }
  const language = LANGUAGES.find((each) => namesOf(each).includes(wanted));
  if (language === undefined) {
    const note = wanted === '' ? sentences.languageNow : sentences.languageUnknown(wanted.slice(0, 100));
    return { note, choices: choicesIn(sentences), private: true };
  }
  await settings.setLanguage(turn.arrival, language);
  return { note: sentencesFor(language, operator.service).languageSet, private: true };
};

const nameIn = (reader: Language, language: Language): string =>
  new Intl.DisplayNames(reader, { type: 'language' }).of(language) ?? language;

/** "sv", and "Swedish" in each of the languages. */
const namesOf = (language: Language): string[] => [
  language,
  ...LANGUAGES.map((reader) => nameIn(reader, language).toLowerCase()),
];

/** Each under its own name, so that whoever reads nothing else finds it. */
const choicesIn = (sentences: Sentences): Choice[] => [
  ...LANGUAGES.map((language) => choice(nameIn(language, language), language)),
  choice(sentences.languageByApp, AUTO),
];

const choice = (label: string, language: string): Choice => ({
  label,
  call: { command: 'language', args: { language } },
});

/** BCP 47; what the bot itself can say everything in. */
export const LANGUAGES = ['en', 'fi', 'sv'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where nothing is known of who reads. */
export const DEFAULT_LANGUAGE: Language = 'en';

/** @param locale such as "sv-FI" or "fi_FI.UTF-8". @returns undefined for a language that the bot does not speak. */
export const languageOfLocale = (locale: string): Language | undefined => {
  const [first] = locale.toLowerCase().split(/[-_.@:]/);
  return LANGUAGES.find((language) => language === first);
};

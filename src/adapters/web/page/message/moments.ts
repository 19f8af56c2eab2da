/** As `timeMark` of the core writes a moment, seconds; a test holds the two together. */
const MOMENT = /\u{E0A0}(\d{1,12})\u{E0A1}/gu;

/** Moments in a sentence of the bot's, in the zone of whoever reads. @param language BCP 47 */
export const withMoments = (text: string, language: string): string =>
  text.includes('\u{E0A0}')
    ? text.replaceAll(MOMENT, (_, seconds: string) =>
        new Date(Number(seconds) * 1_000).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }),
      )
    : text;

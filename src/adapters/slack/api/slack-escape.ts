/** Slack decodes exactly these three, everywhere, code included (docs.slack.dev, formatting message text). */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// Plain `@here` pings with `parse: full` or `link_names` only. No visible sign would stop it and no escape exists, hence a word joiner.
export const withoutMassPing = (text: string): string =>
  text.replaceAll(/(?<![\p{L}\p{N}_.])@(?=(?:here|channel|everyone)(?![\p{L}\p{N}_]))/giu, '@\u2060');

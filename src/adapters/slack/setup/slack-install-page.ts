import { createHash } from 'node:crypto';
import type { Notices } from '../../../core/commands/notices.ts';
import type { Language } from '../../../core/sentences/language.ts';

export interface InstallPage {
  language: Language;
  words: Notices['install'];
}

const STYLE = `:root{color-scheme:light dark;font:1.06rem/1.6 system-ui,sans-serif}
body{max-width:36rem;margin:0 auto;padding:2rem 1.2rem}
h1{font-size:1.5rem;line-height:1.25}
li{margin:.4rem 0}
a.go{display:inline-block;margin-top:.6rem;padding:.6rem 1.1rem;border-radius:.4rem;background:#005e8a;color:#fff;font-weight:600;text-decoration:none}
a.go:focus-visible{outline:3px solid #f0a500;outline-offset:2px}`;

/** No script at all, no form, nothing from elsewhere, and the one style by what it is. */
export const INSTALL_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** What the bot will be able to read, where that goes, and the link to Slack. */
export const drawInstall = ({ words, ...page }: InstallPage, url: string, retentionDays: number): string =>
  frame({ words, ...page }, [
    paragraph(words.what),
    `<ul>\n${[...words.reads, words.readsNot].map((line) => `<li>${escape(line)}</li>`).join('\n')}\n</ul>`,
    paragraph(words.goes(retentionDays)),
    link(url, words.button),
  ]);

/** How it ended, in one sentence. */
export const drawOutcome = (page: InstallPage, sentence: string, again: string | undefined): string =>
  frame(page, [paragraph(sentence), ...(again === undefined ? [] : [link(again, page.words.again)])]);

const paragraph = (text: string): string => `<p>${escape(text)}</p>`;

const link = (url: string, text: string): string => `<p><a class="go" href="${escape(url)}">${escape(text)}</a></p>`;

const frame = ({ language, words }: InstallPage, parts: readonly string[]): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(words.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(words.title)}</h1>
${parts.join('\n')}
</main>
</body>
</html>
`;

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

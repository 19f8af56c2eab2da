// A page that shows a message as Discord's client does: its marks, found from left to right, code first and wherever it stands.

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

type Rule = readonly [RegExp, (match: RegExpExecArray) => string];

const INLINE: readonly Rule[] = [
  [/\\([^0-9A-Za-z\s])/uy, ([, sign = '']) => escapeHtml(sign)],
  [/(`+)([^]*?[^`])\1(?!`)/uy, ([, , code = '']) => `<code>${escapeHtml(code.trim())}</code>`],
  [
    /\[((?:\\.|[^\]\\])+)\]\(<?([^)>\s]+)>?\)/uy,
    ([, label = '', url = '']) => `<a title="${escapeHtml(url)}">${inline(label)}</a>`,
  ],
  [/<(https?:[^>\s]+)>/uy, ([, url = '']) => `<a>${escapeHtml(url)}</a>`],
  [/\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/uy, ([, text = '']) => `<b>${inline(text)}</b>`],
  [/__((?:\\.|[^\\])+?)__(?!_)/uy, ([, text = '']) => `<u>${inline(text)}</u>`],
  [/\*(?=\S)((?:\*\*|\\.|[^*\\])+?)\*(?!\*)/uy, ([, text = '']) => `<i>${inline(text)}</i>`],
  [/_((?:\\.|[^\\_])+?)_(?!\w)/uy, ([, text = '']) => `<i>${inline(text)}</i>`],
  [/~~([^]+?)~~/uy, ([, text = '']) => `<s>${inline(text)}</s>`],
  [/\|\|([^]+?)\|\|/uy, ([, text = '']) => `<span class="spoiler">${inline(text)}</span>`],
];

const inline = (text: string): string => {
  let html = '';
  for (let at = 0; at < text.length;) {
    const found = INLINE.map(([pattern, write]) => {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      return match && { html: write(match), length: match[0].length };
    }).find((each) => each !== null);
    html += found?.html ?? escapeHtml(text.charAt(at));
    at += found?.length ?? 1;
  }
  return html;
};

const LINES: readonly Rule[] = [
  [/^(#{1,3}) +(.+)$/u, ([, signs = '', text = '']) => `<h${signs.length}>${inline(text)}</h${signs.length}>`],
  [/^-# +(.+)$/u, ([, text = '']) => `<small>${inline(text)}</small>`],
  [/^( *)[-*] +(.*)$/u, ([, indent = '', text = '']) => item(indent, '•', text)],
  [/^( *)(\d+)\. +(.*)$/u, ([, indent = '', number = '', text = '']) => item(indent, `${number}.`, text)],
];
const item = (indent: string, sign: string, text: string): string =>
  `<div class="item" style="margin-left:${8 + 9 * indent.length}px"><span>${sign}</span>${inline(text)}</div>`;

const line = (source: string): string => {
  for (const [pattern, write] of LINES) {
    const match = pattern.exec(source);
    if (match) return write(match);
  }
  return `<div>${inline(source) || '&nbsp;'}</div>`;
};

const BLOCK = /```(?:([\w+.#-]+?)\n)?\n*([^\n][^]*?)\n*```/u;

const flow = (text: string): string => {
  const block = BLOCK.exec(text);
  if (!block) return text.split('\n').map(line).join('');
  const before = text.slice(0, block.index).replace(/\n? *$/u, '');
  const after = text.slice(block.index + block[0].length).replace(/^\n/u, '');
  return `${before === '' ? '' : flow(before)}<pre>${escapeHtml(block[2] ?? '')}</pre>${after === '' ? '' : flow(after)}`;
};

/** A message's content as HTML. */
export const discordHtml = (content: string): string =>
  content
    .split(/((?:^> ?.*(?:\n|$))+)/mu)
    .filter((part) => part !== '')
    .map((part) =>
      part.startsWith('>')
        ? `<blockquote>${flow(part.trimEnd().replaceAll(/^> ?/gmu, ''))}</blockquote>`
        : flow(part.replace(/\n$/u, '')),
    )
    .join('');

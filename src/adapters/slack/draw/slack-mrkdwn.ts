import { cleanText } from '../../../markdown/scan/clean-text.ts';
import { isDisguised } from '../../../markdown/scan/disguised-link.ts';
import {
  parseMarkdown,
  type List,
  type ListItem,
  type PhrasingContent,
  type Root,
  type RootContent,
  type Table,
} from '../../../markdown/parse-markdown.ts';
import { paddedTable } from '../../../markdown/write/table-text.ts';

interface Context {
  /** What `[label][1]` leads to. */
  targets: ReadonlyMap<string, string>;
  /** Within bold text already: Slack knows no nesting of the same mark. */
  bold: boolean;
  /** Behind the sign of a list item, where Slack would show the mark of a quote. */
  inList: boolean;
}

/** Slack decodes exactly these three, everywhere, code included (docs.slack.dev, formatting message text). */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// Plain `@here` pings with `parse: full` or `link_names` only. No visible sign would stop it and no escape exists, hence a word joiner.
export const withoutMassPing = (text: string): string =>
  text.replaceAll(/(?<![\p{L}\p{N}_.])@(?=(?:here|channel|everyone)(?![\p{L}\p{N}_]))/giu, '@\u2060');

/** Cleaned once more, because the parser has resolved character references: `&#8238;` is a bidi override. */
const words = (text: string): string => withoutMassPing(escapeSlack(cleanText(text)));

const link = (label: string, url: string, plain: string): string => {
  const safe = /^(?:https?:\/\/|mailto:)/iu.test(url);
  const target = escapeSlack(cleanText(url).replaceAll(/[\s<>|]/gu, encodeURIComponent));
  if (!safe) return `${label} (${words(url)})`;
  if (plain === '' || url === plain || url === `mailto:${plain}` || url === `http://${plain}`) return `<${target}>`;
  return isDisguised(plain, url) ? `${label} (<${target}>)` : `<${target}|${label.replaceAll('\n', ' ')}>`;
};

const plainText = (node: PhrasingContent): string => {
  if ('children' in node) return node.children.map(plainText).join('');
  if ('value' in node) return node.value;
  return 'alt' in node ? (node.alt ?? '') : '';
};

const HTML_BREAK = /^<br\s*\/?>$/iu;
const HTML_TAG =
  /^<\/?(?:a|p|div|span|b|strong|i|em|u|s|del|sub|sup|small|kbd|code|details|summary|img)(?:\s[^<>]*)?\/?>$/iu;

const html = (value: string): string => {
  if (HTML_BREAK.test(value)) return '\n';
  return HTML_TAG.test(value) || value.startsWith('<!--') ? '' : words(value);
};

/** Slack sees a mark only between words; elsewhere it would show it. */
const marked = (mark: string, inner: string, before: string, after: string): string => {
  const [, lead = '', text = '', tail = ''] = /^(\s*)(.*?)(\s*)$/su.exec(inner) ?? [];
  const apart = !/[\p{L}\p{N}]$/u.test(before + lead) && !/^[\p{L}\p{N}]/u.test(tail + after);
  if (text === '' || !apart) return inner;
  return lead + text.replaceAll(/[^\n]+/gu, (line) => mark + line + mark) + tail;
};

const code = (value: string): string => {
  const text = escapeSlack(value.replaceAll('\n', ' '));
  return text.includes('`') || text.trim() === '' ? text : `\`${text}\``;
};

const inline = (node: PhrasingContent, before: string, after: string, context: Context): string => {
  switch (node.type) {
    case 'text':
      return words(node.value);
    case 'strong': {
      const inner = phrasing(node.children, { ...context, bold: true });
      return context.bold ? inner : marked('*', inner, before, after);
    }
    case 'emphasis':
      return marked('_', phrasing(node.children, context), before, after);
    case 'delete':
      return marked('~', phrasing(node.children, context), before, after);
    case 'inlineCode':
      return code(node.value);
    case 'break':
      return '\n';
    case 'html':
      return html(node.value);
    case 'link':
      return link(phrasing(node.children, context), node.url, plainText(node));
    case 'image':
      return link(words(node.alt ?? ''), node.url, node.alt ?? '');
    case 'linkReference':
    case 'imageReference': {
      const label = node.type === 'linkReference' ? phrasing(node.children, context) : words(node.alt ?? '');
      const url = context.targets.get(node.identifier);
      return url === undefined ? `[${label}]` : link(label, url, plainText(node));
    }
    case 'footnoteReference':
      return `[${words(node.label ?? node.identifier)}]`;
    default:
      return node satisfies never;
  }
};

const phrasing = (nodes: readonly PhrasingContent[], context: Context): string => {
  let written = '';
  nodes.forEach((node, index) => {
    const next = nodes[index + 1];
    const piece = inline(node, written, next ? plainText(next).slice(0, 2) : '', context);
    // Only a tag that is not shown stood between them.
    if (written.endsWith('@') && /^(?:here|channel|everyone)/iu.test(piece)) written += '\u2060';
    written += piece;
  });
  return written;
};

const BULLETS = ['•', '◦', '▪'];

const listItem = (item: ListItem, sign: string, depth: number, context: Context): string => {
  const box = item.checked === true ? '☑ ' : item.checked === false ? '☐ ' : '';
  const [first, ...rest] = item.children.map((child) =>
    child.type === 'list' ? list(child, depth + 1, context) : block(child, context),
  );
  const indent = '    '.repeat(depth);
  return [`${indent}${sign} ${box}${first ?? ''}`, ...rest].join('\n');
};

const list = (node: List, depth: number, context: Context): string =>
  node.children
    .map((item, index) => {
      const bullet = BULLETS[depth % BULLETS.length] ?? '•';
      return listItem(item, node.ordered === true ? `${(node.start ?? 1) + index}.` : bullet, depth, context);
    })
    .join('\n');

const fenced = (value: string): string => `\`\`\`\n${escapeSlack(cleanText(value).replaceAll('```', '~~~'))}\n\`\`\``;

const cellText = (node: PhrasingContent): string => {
  const text = plainText(node);
  return (node.type === 'link' || node.type === 'image') && text !== node.url ? `${text} (${node.url})` : text;
};

const table = (node: Table): string => {
  const rows = node.children.map((row) => row.children.map((cell) => cell.children.map(cellText).join('')));
  const align = (node.align ?? []).map((side) => side ?? 'left');
  return fenced(paddedTable({ header: rows[0] ?? [], align, rows: rows.slice(1) }));
};

const quote = (text: string, { inList }: Context): string => (inList ? text : text.replaceAll(/^/gmu, '> '));

const block = (node: RootContent, context: Context): string => {
  switch (node.type) {
    case 'paragraph':
      return phrasing(node.children, context);
    case 'heading':
      return marked('*', phrasing(node.children, { ...context, bold: true }), '', '');
    case 'thematicBreak':
      return '──────────';
    case 'blockquote':
      return quote(node.children.map((child) => block(child, context)).join('\n'), context);
    case 'list':
      return list(node, 0, { ...context, inList: true });
    case 'code':
      return fenced(node.value);
    case 'table':
      return table(node);
    case 'html':
      return html(node.value);
    case 'footnoteDefinition':
      return `[${words(node.label ?? node.identifier)}] ${node.children.map((child) => block(child, context)).join('\n')}`;
    default:
      return '';
  }
};

const targetsOf = (root: Root): Map<string, string> =>
  new Map(root.children.flatMap((node) => (node.type === 'definition' ? [[node.identifier, node.url] as const] : [])));

// Emphasis costs the parser a square of the marks in a paragraph: 2,000 of them take a third of a second.
const MAX_MARKS = 400;

const isHeavy = (markdown: string): boolean =>
  markdown.split(/\n[ \t]*\n/u).some((paragraph) => (paragraph.match(/[*_~]+/gu)?.length ?? 0) > MAX_MARKS);

/**
 * Markdown as Slack's own mark-up, for the `text` beside blocks and for places where blocks are refused. For texts of a few thousand
 * characters (see `parseMarkdown`). Nothing in it can ping: every `<` that is not ours is escaped.
 */
export const slackMrkdwn = (markdown: string): string => {
  if (isHeavy(markdown)) return words(markdown);
  const root = parseMarkdown(markdown);
  const context = { targets: targetsOf(root), bold: false, inList: false };
  return root.children
    .map((node) => block(node, context))
    .filter((text) => text.trim() !== '')
    .join('\n\n');
};

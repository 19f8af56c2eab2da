import DOMPurify from 'dompurify';
import { html } from 'htm/preact';
import { memo } from './memo.ts';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import { blockHtml, GrowingBlocks } from './markdown-blocks.ts';
import { hostBehind } from './host-behind.ts';
import { SHOWN_TAGS } from './shown-tags.ts';
import { words } from '../words/words.ts';

/** What a model may put on the page. No styles, forms, pictures, frames, ids; links lead to the web or to mail. */
const ALLOWED = {
  ALLOWED_TAGS: SHOWN_TAGS,
  ALLOWED_ATTR: ['href', 'title', 'align', 'start', 'type', 'checked', 'disabled', 'class', 'data-math', 'open'],
  /** These are no addresses: without this they would be held to what links may be. */
  ADD_URI_SAFE_ATTR: ['align', 'start', 'data-math'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
};

DOMPurify.addHook('uponSanitizeAttribute', (_node, data) => {
  if (data.attrName === 'class' && !/^(?:language-[\w+#.-]{1,30}|hljs(?:-[\w-]+)?(?: [\w-]+_?)*)$/.test(data.attrValue))
    data.keepAttr = false;
});
DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName === 'A') {
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  if (node.nodeName === 'INPUT') {
    node.setAttribute('type', 'checkbox');
    node.setAttribute('disabled', '');
    node.setAttribute('aria-label', words.taskItem);
  }
});

const sanitise = (dirty: string): DocumentFragment => {
  const clean = DOMPurify.sanitize(dirty, { ...ALLOWED, RETURN_DOM_FRAGMENT: true });
  for (const link of clean.querySelectorAll('a[href]')) {
    const host = hostBehind(link.textContent ?? '', link.getAttribute('href') ?? '');
    if (host !== undefined) link.after(` (${host})`);
  }
  return clean;
};

/** So much of a long text is drawn at first, and with each further step twice as much, characters. */
const FIRST_DRAWN = 24_000;

export interface MarkdownProps {
  text: string;
  /** It is still growing. */
  isLive?: boolean;
  /** How long the whole text is, where that is more. */
  length?: number | undefined;
  onWhole?: () => void;
}

/** What a model or the bot has written, as blocks that are drawn once each. */
export const Markdown = ({ text, isLive = false, length, onWhole }: MarkdownProps): VNode => {
  const [drawn, setDrawn] = useState(FIRST_DRAWN);
  const growing = useMemo(() => new GrowingBlocks(), []);
  const blocks = growing.split(text.slice(0, drawn));
  const rest = Math.max(length ?? 0, text.length) - Math.min(drawn, text.length);
  const showMore = (): void => {
    if (length !== undefined && drawn >= text.length) onWhole?.();
    setDrawn(drawn * 2);
  };
  return html`<div class="markdown">
    ${blocks.map((block, index) => html`<${Block} key=${index} text=${block} isLast=${isLive && index === blocks.length - 1} />`)}
    ${rest > 0 && html`<button type="button" class="quiet-button" onClick=${showMore}>${words.showRest(rest)}</button>`}
  </div>`;
};

const Block = memo(({ text, isLast }: { text: string; isLast: boolean }): VNode => {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    element.current?.replaceChildren(sanitise(blockHtml(text)));
    if (element.current && !isLast) void finish(element.current);
  }, [text, isLast]);
  return html`<div class="block" ref=${element}></div>`;
});

/** What comes once a block does not grow any more: code in colours with a button to copy it, formulas, tables that scroll. */
const finish = async (element: HTMLElement): Promise<void> => {
  for (const table of element.querySelectorAll('table')) {
    const frame = document.createElement('div');
    frame.className = 'table-frame';
    frame.tabIndex = 0;
    frame.setAttribute('role', 'group');
    frame.setAttribute('aria-label', words.table);
    table.replaceWith(frame);
    frame.append(table);
  }
  for (const code of element.querySelectorAll<HTMLElement>('pre > code')) addCopy(code);
  await Promise.all([highlight(element), drawMath(element)]);
};

const addCopy = (code: HTMLElement): void => {
  const pre = code.parentElement;
  if (!pre) return;
  const language = /language-(\S+)/.exec(code.className)?.[1] ?? '';
  const frame = document.createElement('div');
  frame.className = 'code-frame';
  const head = document.createElement('div');
  head.className = 'code-head';
  const name = document.createElement('span');
  name.textContent = language;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet-button';
  button.textContent = words.copy;
  button.addEventListener('click', () => {
    void copyCode(code, button);
  });
  head.append(name, button);
  pre.replaceWith(frame);
  pre.tabIndex = 0;
  frame.append(head, pre);
};

const COPIED_MS = 1_500;

const copyCode = async (code: HTMLElement, button: HTMLElement): Promise<void> => {
  await navigator.clipboard.writeText(code.textContent ?? '');
  button.textContent = words.copied;
  setTimeout(() => (button.textContent = words.copy), COPIED_MS);
};

/** Longer code stays black and white: colours would freeze the page, characters. */
const MAX_HIGHLIGHTED = 50_000;

const highlight = async (element: HTMLElement): Promise<void> => {
  const codes = [...element.querySelectorAll<HTMLElement>('pre > code[class*="language-"]')];
  if (codes.length === 0) return;
  const { default: highlighter } = await import('@highlightjs/cdn-assets/es/highlight.min.js');
  for (const code of codes) {
    const language = /language-(\S+)/.exec(code.className)?.[1] ?? '';
    const text = code.textContent ?? '';
    if (!highlighter.getLanguage(language) || text.length > MAX_HIGHLIGHTED) continue;
    code.replaceChildren(sanitise(highlighter.highlight(text, { language, ignoreIllegals: true }).value));
  }
};

/** More formulas of one block are shown as they were written: each is a tree of its own. */
const MAX_FORMULAS = 200;

const drawMath = async (element: HTMLElement): Promise<void> => {
  const formulas = [...element.querySelectorAll<HTMLElement>('[data-math]')].slice(0, MAX_FORMULAS);
  if (formulas.length === 0) return;
  const { default: temml } = await import('temml');
  for (const formula of formulas) {
    const tex = formula.textContent ?? '';
    const displayMode = formula.dataset['math'] === 'block';
    formula.classList.add(displayMode ? 'math-block' : 'math');
    try {
      temml.render(tex, formula, { displayMode, throwOnError: true, maxSize: [20, 20], maxExpand: 500 });
    } catch {
      formula.textContent = tex; // what is no formula is shown as it was written
    }
  }
};

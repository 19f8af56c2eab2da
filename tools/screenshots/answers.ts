/** Two pictures of odd answers as people see them, from what is really sent: part of `npm run screenshots`. Look at each before you commit it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { Marked } from 'marked';
import { chromium } from 'playwright-core';
import { drawAnswer as drawForDiscord } from '../../src/adapters/discord/draw/discord-view.ts';
import { drawAnswer as drawForSlack } from '../../src/adapters/slack/draw/slack-view.ts';
import { readCases } from '../../test/draw/case-file.ts';
import { discordHtml } from './discord-page.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  formulas: ['A price and a formula', 'Double dollars over several lines'],
  tables: ['Wide signs', 'In a list', 'Pipes in code', 'Too wide for a desk'],
  lists: ['Bullets in numbers, with two blanks', 'Tasks'],
  cjk: ['Korean with brackets and a particle', 'Japanese brackets in bold'],
  html: ['A list over several lines', 'Sub and superscript'],
  notes: ['Footnotes', 'Admonitions', 'Headings underlined'],
  code: ['Nested fences of the same length', 'Text on the line of the closing mark'],
  links: ['A label of another host', 'A picture'],
  marks: ['Mass mentions', 'Spoilers', 'Small print'],
};

const cases = Object.entries(SHOWN).flatMap(([file, titles]) => {
  const all = readCases(readFileSync(join(ROOT, 'test', 'draw', 'cases', `${file}.md`), 'utf8'));
  return titles.flatMap((title) => all.filter((each) => each.title === title));
});

/** Slack reads `markdown` blocks as GFM. */
const marked = new Marked({ gfm: true, breaks: true });
const slackHtml = (text: string): string =>
  drawForSlack({ text }, { asker: 'U1', maxMessages: 4 })
    .messages.flatMap(({ blocks }) => blocks)
    .map((block) => (typeof block['text'] === 'string' ? marked.parse(block['text'], { async: false }) : ''))
    .join('');
const discordAnswer = (text: string): string =>
  drawForDiscord({ text }, { personId: '1', maxMessages: 4 })
    .map(({ body }) => discordHtml(body.content))
    .join('');

const COMMON = `
  body { margin: 0; padding: 24px; width: 1232px; font: 15px/1.46 'Noto Sans', 'DejaVu Sans', 'Noto Sans CJK JP', sans-serif; columns: 2; column-gap: 32px }
  article { break-inside: avoid; margin-bottom: 22px; padding-left: 50px; position: relative }
  article::before { content: 'A'; position: absolute; left: 0; width: 36px; height: 36px; border-radius: 8px; background: #4a6fa5; color: #fff; font: bold 19px/36px sans-serif; text-align: center }
  header { font-weight: bold } header small { font-weight: normal; opacity: .6; margin-left: 6px }
  pre { margin: 4px 0; padding: 8px; border-radius: 4px; overflow: hidden; white-space: pre-wrap; font: 13px/1.45 'DejaVu Sans Mono', 'Noto Sans Mono CJK JP', monospace }
  code { font: 13px 'DejaVu Sans Mono', monospace } p { margin: 0 0 6px } ul, ol { margin: 0; padding-left: 24px }
  h1, h2, h3 { margin: 6px 0 2px; font-size: 18px } blockquote { margin: 2px 0; padding-left: 12px }`;
const SLACK = `${COMMON}
  body { background: #fff; color: #1d1c1d } a { color: #1264a3 } pre { background: #f8f8f8; border: 1px solid #ddd } code { color: #c01343 } pre code { color: inherit }
  blockquote { border-left: 4px solid #ddd } table { border-collapse: collapse; margin: 4px 0 } td, th { border: 1px solid #ddd; padding: 4px 10px; text-align: left }`;
const DISCORD = `${COMMON}
  body { background: #313338; color: #dbdee1 } article::before { border-radius: 50% } a { color: #00a8fc } pre, code { background: #2b2d31 } pre { border: 1px solid #1e1f22 } code { padding: 1px 4px; border-radius: 3px }
  blockquote { border-left: 4px solid #4e5058 } .item span { display: inline-block; min-width: 20px } .spoiler { background: #1e1f22; color: transparent } small { color: #949ba4 }`;

const page = (style: string, draw: (text: string) => string): string =>
  `<!doctype html><meta charset="utf-8"><style>${style}</style>${cases
    .map(({ title, model }) => `<article><header>Aitta<small>${title}</small></header>${draw(model)}</article>`)
    .join('')}`;

const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  for (const [name, html] of [
    ['answers-slack', page(SLACK, slackHtml)],
    ['answers-discord', page(DISCORD, discordAnswer)],
  ] as const) {
    const view = await browser.newPage({ viewport: { width: 1280, height: 600 } });
    await view.setContent(html);
    await view.screenshot({ path: join(ROOT, 'docs', `${name}.png`), fullPage: true });
    process.stdout.write(`docs/${name}.png\n`);
  }
} finally {
  await browser.close();
}

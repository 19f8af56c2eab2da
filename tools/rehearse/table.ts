import type { Outcome } from './moment.ts';

const MAX_SHOWN = 110;

/** A Markdown table, a moment a row. */
export const table = (outcomes: readonly Outcome[]): string =>
  [
    '|   | killed when | the person saw then | the person saw in the end | answers | model asked | back after | |',
    '|---|---|---|---|---|---|---|---|',
    ...outcomes.map(
      ({ when, atKill, inTheEnd, answers, asked, seconds, problems }, index) =>
        `| ${index + 1} | ${when} | ${atKill.map((seen) => cell([seen])).join(' → ')} | ${cell(inTheEnd)} | ${answers} | ${asked} × | ${seconds.toFixed(1)} s | ${
          problems.length === 0 ? 'ok' : `**${problems.join('; ')}**`
        } |`,
    ),
  ].join('\n');

/** Texts of messages, in short. */
const cell = (texts: readonly string[]): string => {
  const [first = ''] = texts;
  if (texts.length === 0 || (texts.length === 1 && first === '')) return '(nothing)';
  const shown = texts.map((text) => shorten(text.replaceAll('-# ', '').replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')));
  return `${shown.join(' ⏎ ')}${texts.length > 1 ? ` (${texts.length} messages)` : ''}`;
};

const shorten = (text: string): string =>
  text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN / 2)} … ${text.slice(-MAX_SHOWN / 2)}`;

import type { Finding, Verdict } from '../findings/finding.ts';
import { cleanText } from '../markdown/scan/clean-text.ts';
import type { Paint, Style } from './terminal.ts';

const STYLES: Readonly<Record<Verdict, Style>> = { ok: 'green', warning: 'yellow', failed: 'red' };
const VERDICT_WIDTH = 9;
const PART_WIDTH = 10;

/** Names in findings come from other people's servers, and a terminal obeys control characters. */
export const findingLines = (finding: Finding, paint: Paint): string => {
  const { verdict, part, note } = finding;
  const line = `${paint(verdict.padEnd(VERDICT_WIDTH), STYLES[verdict])}${part.padEnd(PART_WIDTH)}${oneLine(note)}\n`;
  if (verdict === 'ok') return line;
  return `${line}${' '.repeat(VERDICT_WIDTH + PART_WIDTH)}Next: ${oneLine(finding.next)}\n`;
};

const oneLine = (text: string): string => cleanText(text).replaceAll(/\s+/g, ' ');

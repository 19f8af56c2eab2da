import { languageOf, openedFence, type CodeFence } from '../scan/code-fence.ts';
import { fenceLine, type OpenFence } from '../write/fence-lines.ts';

/** What goes along with a text as a file. */
export interface CodeFile {
  name: string;
  text: string;
}

/** Longer code is read in an editor, and scrolls a conversation out of sight in a chat. */
export const MAX_CODE_LINES = 150;
/** Discord takes ten files with a message, and the whole answer may be one. */
const MAX_CODE_FILES = 8;

const FENCE = /`{3,}|~{3,}/gu;
const SIMPLE_ENDING = /^[a-z0-9]{1,8}$/u;
/** By ending, the names of languages that are not their own ending. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  sh: ['bash', 'shell', 'zsh', 'slurm'],
  txt: ['console', 'text', 'plaintext', 'plain', 'dockerfile', ''],
  ps1: ['powershell'],
  py: ['python', 'python3'],
  js: ['javascript'],
  ts: ['typescript'],
  cpp: ['c++'],
  cs: ['c#', 'csharp'],
  f90: ['fortran'],
  jl: ['julia'],
  rs: ['rust'],
  rb: ['ruby'],
  pl: ['perl'],
  hs: ['haskell'],
  kt: ['kotlin'],
  m: ['matlab', 'objective-c'],
  md: ['markdown'],
  yml: ['yaml'],
  tex: ['latex'],
  tf: ['terraform'],
  mk: ['makefile'],
  ex: ['elixir'],
  erl: ['erlang'],
  clj: ['clojure'],
  go: ['golang'],
  json: ['jsonc'],
};
const ENDINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(LANGUAGES).flatMap(([ending, names]) => names.map((name): [string, string] => [name, ending])),
);

const endingOf = (fence: CodeFence): string => {
  const language = languageOf(fence).toLowerCase();
  return ENDINGS.get(language) ?? (SIMPLE_ENDING.test(language) ? language : 'txt');
};

interface CodeBlock {
  fence: CodeFence;
  /** Of the opening line. */
  from: number;
  /** The code itself. */
  codeFrom: number;
  codeTo: number;
  /** Behind the closing line. */
  to: number;
}

/** The code blocks that stand in no quote and are closed, by the lines that hold a fence: all others are passed over. */
const codeBlocks = (text: string): CodeBlock[] => {
  const blocks: CodeBlock[] = [];
  let block: Omit<CodeBlock, 'codeTo' | 'to'> | undefined;
  let open: OpenFence | undefined;
  let readTo = 0;
  for (const { index } of text.matchAll(FENCE)) {
    if (index < readTo) continue;
    const from = text.lastIndexOf('\n', index) + 1;
    const lineEnd = text.indexOf('\n', index);
    const to = lineEnd === -1 ? text.length : lineEnd + 1;
    const line = text.slice(from, lineEnd === -1 ? text.length : lineEnd);
    readTo = to;
    if (block && open) {
      const read = fenceLine(line, open);
      open = read?.open;
      if (open) continue;
      const behind = read?.behind;
      blocks.push({ ...block, codeTo: from, to: behind === undefined ? to : from + line.lastIndexOf(behind) });
    } else {
      const fence = openedFence(line);
      if (fence?.quoteDepth !== 0) continue;
      block = { fence, from, codeFrom: to };
      open = { fence, nested: 0 };
    }
  }
  return blocks;
};

const withoutIndent = (code: string, indent: number): string =>
  indent === 0 ? code : code.replaceAll(new RegExp(`^ {1,${indent}}`, 'gmu'), '');

/** What an opening line begins with, such as the mark of a list item. */
const leadOf = (line: string): string => line.slice(0, line.search(/`{3}|~{3}/u));

/** Takes long code out of a text: in its place stands the name of the file that holds it. */
export const takeOutLongCode = (text: string): { text: string; files: CodeFile[] } => {
  const files: CodeFile[] = [];
  let written = '';
  let at = 0;
  for (const { fence, from, codeFrom, codeTo, to } of codeBlocks(text)) {
    const code = withoutIndent(text.slice(codeFrom, codeTo), fence.indent);
    if (files.length === MAX_CODE_FILES || code.split('\n').length - 1 <= MAX_CODE_LINES) continue;
    const name = `code-${files.length + 1}.${endingOf(fence)}`;
    files.push({ name, text: code });
    written += `${text.slice(at, from)}${leadOf(text.slice(from, codeFrom))}${fileSign(name)}
`;
    at = to;
  }
  return { text: written + text.slice(at), files };
};

/** In every language: the text goes on in a file. */
export const fileSign = (name: string): string => `📎 \`${name}\``;

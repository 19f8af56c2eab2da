import { longMarkdown } from './long-markdown.ts';

export interface Said {
  role: string;
  text: string;
  /** Images that came with it. */
  images: number;
}

const MOST_CHARACTERS = 500_000;
const MOST_COUNTED = 10_000;

/**
 * What a chat model writes: a pure function of the conversation. The newest message of a person may ask for
 *
 * - `repeat: TEXT`: the text, as it is;
 * - `count to N`: the numbers;
 * - `N characters`: Markdown of at least that length;
 * - `say nothing`: an empty answer;
 * - `what is my X`: what was told earlier as `my X is ...`;
 * - `what did I say`: the message before.
 *
 * Everything else is echoed. In a room with several people a message may begin with a name and a colon.
 */
export const scriptedText = (writes: 'talk' | 'long' | 'nothing', conversation: readonly Said[]): string => {
  const told = conversation.filter(({ role }) => role === 'user');
  const question = told.at(-1);
  if (writes === 'nothing' || question === undefined) return '';
  const before = told.slice(0, -1).map(({ text }) => text);
  return asked(question.text, before) ?? (writes === 'long' ? longMarkdown(3_000) : talk(question, before));
};

const asked = (text: string, before: readonly string[]): string | undefined => {
  const repeat = /(?:^|[\s>:])repeat:[ \t]?\n?([\s\S]*)$/i.exec(text);
  if (repeat) return repeat[1] ?? '';
  if (/\bsay nothing\b/i.test(text)) return '';
  const count = /\bcount to ([\d,]{1,9})/i.exec(text);
  if (count) return Array.from({ length: number(count[1], MOST_COUNTED) }, (_, n) => n + 1).join(' ');
  const characters = /\b([\d.,]{1,11})\s*char(?:acter)?s?\b/i.exec(text);
  if (characters) return longMarkdown(number(characters[1], MOST_CHARACTERS));
  return recall(text, before);
};

const recall = (text: string, before: readonly string[]): string | undefined => {
  const what = /\bwhat(?:'s| is| was) my ([\p{L}\p{N} ]{1,40}?)\s*(?:[?.!,]|$)/iu.exec(text)?.[1]?.toLowerCase();
  if (what !== undefined) {
    const fact = before.flatMap(factsIn).findLast(([name]) => name === what)?.[1];
    return fact === undefined ? `You have not told me your ${what}.` : `Your ${what} is ${fact}.`;
  }
  if (/\bwhat did I (?:just )?(?:say|tell|write)\b/i.test(text)) {
    const last = before.at(-1);
    return last === undefined ? 'You have not said anything before.' : `You said: ${quote(last)}`;
  }
  return undefined;
};

const talk = (question: Said, before: readonly string[]): string => {
  const images = question.images === 0 ? '' : ` I see ${question.images} image${question.images === 1 ? '' : 's'}.`;
  const facts = factsIn(question.text);
  if (facts.length > 0) {
    return `I will remember that ${facts.map(([name, value]) => `your ${name} is ${value}`).join(' and ')}.${images}`;
  }
  const name = before.flatMap(factsIn).findLast(([what]) => what === 'name')?.[1];
  const text = question.text.trim();
  const greeting = name === undefined ? '' : `${name}, `;
  return `${greeting}${greeting === '' ? 'You' : 'you'} said: ${quote(text)}${images}`;
};

const factsIn = (text: string): [string, string][] =>
  [...text.matchAll(/\bmy ([\p{L}\p{N} ]{1,40}?) is ([^.!?\n]{1,200})/giu)]
    .filter(({ index }) => !/\bwhat(?:'s| is| was)\s*$/i.test(text.slice(0, index)))
    .map(([, name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]);

const quote = (text: string): string => (text.length <= 2_000 ? `“${text}”` : `“${text.slice(0, 2_000)}…”`);

const number = (digits: string | undefined, most: number): number =>
  Math.min(Number((digits ?? '').replaceAll(/[.,]/g, '')) || 0, most);

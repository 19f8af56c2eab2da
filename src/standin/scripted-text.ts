import { longMarkdown } from './long-markdown.ts';

export interface ChatMessage {
  role: string;
  text: string;
  /** How many images came with it. */
  images: number;
}

const MAX_CHARACTERS = 500_000;
const MAX_COUNTED = 10_000;
const MAX_QUOTED = 2_000;

/**
 * What a chat model writes: a pure function of the conversation. The newest message of a person may ask for
 *
 * - `repeat: TEXT`: the text, as it is;
 * - `count to N`: the numbers;
 * - `N characters`: Markdown of at least that length;
 * - `say nothing`: an empty answer;
 * - `what is my X`: what was told earlier as `my X is ...` (or `the`, or `our`);
 * - `what did I say`: the message before; `what did I say first`: the first.
 *
 * To everything else it says that it is scripted, and what to try. In a room with several people, where each message begins with a name and a colon, each is told what they said
 * themselves.
 */
export const scriptedText = (writes: 'talk' | 'long' | 'nothing', conversation: readonly ChatMessage[]): string => {
  const last = conversation.at(-1);
  if (writes === 'nothing' || last === undefined) return '';
  if (last.role === 'tool') return `The tool says: ${quote(last.text)}`;
  const told = conversation.filter(({ role }) => role === 'user');
  const question = told.at(-1);
  if (question === undefined) return 'Nobody has asked anything yet.';
  const isRoom = told.every(({ text }) => speakerOf(text) !== undefined);
  const speaker = isRoom ? speakerOf(question.text) : undefined;
  const before = told
    .slice(0, -1)
    .map(({ text }) => text)
    .filter((text) => !isRoom || speakerOf(text) === speaker);
  const text = speaker === undefined ? question.text : question.text.slice(speaker.length + 2);
  const asked = request(text) ?? recall(text, before);
  if (asked !== undefined) return asked;
  return writes === 'long' ? longMarkdown(3_000) : talk({ ...question, text }, before, speaker);
};

/** The newest text of a person, empty where there is none. */
export const lastQuestion = (conversation: readonly ChatMessage[]): string =>
  conversation.findLast(({ role }) => role === 'user')?.text ?? '';

const speakerOf = (text: string): string | undefined => /^(?!repeat:|call:)([^\s:][^\n:]{0,79}): /i.exec(text)?.[1];

const request = (text: string): string | undefined => {
  const repeat = /(?:^|[\s>:])repeat:[ \t]?\n?([\s\S]*)$/i.exec(text);
  if (repeat) return repeat[1] ?? '';
  if (/\bsay nothing\b/i.test(text)) return '';
  const count = /\bcount to (\d{1,9})/i.exec(text);
  if (count) return Array.from({ length: Math.min(Number(count[1]), MAX_COUNTED) }, (_, n) => n + 1).join(' ');
  const characters = /\b(\d[\d.,]{0,10})\s*char(?:acter)?s?\b/i.exec(text);
  const number = Number(characters?.[1]?.replaceAll(/[.,]/g, ''));
  return characters ? longMarkdown(Math.min(number, MAX_CHARACTERS)) : undefined;
};

interface Fact {
  /** `my name`, in small letters. */
  what: string;
  value: string;
}

const recall = (text: string, before: readonly string[]): string | undefined => {
  const what = /\bwhat(?:'s|’s| is| was| are) ((?:my|the|our) [\p{L}\p{N} ]{1,40}?)\s*(?:[?.!,\n]|$)/iu.exec(text)?.[1];
  const fact = before.flatMap(factsIn).findLast((known) => known.what === what?.toLowerCase());
  if (fact !== undefined) return `${capital(yours(fact.what))} is ${fact.value}.`;
  if (what !== undefined && /^(?:my|our) /i.test(what)) return `You have not told me ${yours(what.toLowerCase())}.`;
  const said = /\bwhat did I (?:just )?(?:say|tell|write|ask)\b(.*\bfirst\b)?/i.exec(text);
  if (said === null) return undefined;
  const message = said[1] === undefined ? before.at(-1) : before[0];
  return message === undefined ? 'You have not said anything before.' : `You said: ${quote(message)}`;
};

const TO_TRY =
  'Try “my name is Ada”, and then “what is my name?”; or “count to 20”; or “2000 characters” for long Markdown; or “repeat:” and a text.';

const talk = ({ text, images }: ChatMessage, before: readonly string[], speaker: string | undefined): string => {
  const seen = images === 0 ? '' : ` I see ${images} image${images === 1 ? '' : 's'}.`;
  const facts = factsIn(text);
  if (facts.length > 0) {
    return `I will remember that ${facts.map(({ what, value }) => `${yours(what)} is ${value}`).join(' and ')}.${seen}`;
  }
  const name = speaker ?? before.flatMap(factsIn).findLast(({ what }) => what === 'my name')?.value;
  return `${name === undefined ? 'My' : `${name}, my`} answers are scripted, so I have none to ${quote(text.trim())}.${seen} ${TO_TRY}`;
};

const factsIn = (text: string): Fact[] =>
  [
    ...text.matchAll(
      /(?<!\bwhat(?:'s|’s| is| was| are) )\b((?:my|the|our) [\p{L}\p{N} ]{1,40}?) is ([^.!?,\n]{1,200}?)(?=\s+(?:and|but)\s|[.!?,\n]|$)/giu,
    ),
  ].map(([, what = '', value = '']) => ({ what: what.toLowerCase(), value: value.trim() }));

const yours = (what: string): string => what.replace(/^(?:my|our)\b/, 'your');
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const quote = (text: string): string => `“${text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}…`}”`;

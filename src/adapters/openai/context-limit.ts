/** What a server says of a prompt that is too long for its model, tokens; undefined where it gives no number. */
export interface ContextLimit {
  window: number | undefined;
  promptTokens: number | undefined;
}

const IS_ABOUT_LENGTH = [
  // vLLM, SGLang, OpenAI, llama.cpp, TensorRT-LLM
  /context[ _-]?(?:length|window|size|limit)/i,
  /max[ _-]?(?:model|seq(?:uence)?|input|position)[ _-]?len/i,
  /\bn_ctx\b|exceed_context_size/i,
  /maximum (?:model|input|prompt|sequence|allowed|number of|total)/i,
  // TGI: "`inputs` tokens + `max_new_tokens` must be <= 4096"
  /tokens?\b.{0,40}must (?:be|have)\s*(?:<=?|less|at most|no more)/i,
  /must (?:be|have)\s*(?:less than|at most|no more than)\s*\d+ tokens/i,
  // Anthropic's way, which some gateways keep: "prompt is too long: 9000 tokens > 8192 maximum"
  /(?:prompt|input|request|message)s?\b.{0,40}\b(?:too (?:long|large|many)|longer than|exceed)/i,
  /too many (?:input |prompt )?tokens|token (?:limit|count) exceed|exceeds? .{0,40}tokens?/i,
];

/** Words beside a number that tell what it counts. */
const WINDOW_WORDS =
  /max\w*(?:[ _-]\w+){0,2}[ _-]len\w*|context|window|maxim|\bmax\b|max_(?!tokens|new|compl)|limit|n_ctx|<=?|less than|at most|allowed|available|capacity|up to|supports?|>/gi;
const PROMPT_WORDS =
  /prompt|input|messages?\b|given|contain|resulted|your|has\b|had\b|got\b|n_prompt_tokens|request \(/gi;
/** Prompt and answer together. */
const TOTAL_WORDS = /requested|total of/gi;
const ANSWER_WORDS =
  /completion|output|generat|max_new_tokens|max_tokens|max_completion_tokens|new tokens|in the answer/gi;

/** So much before a number belongs to it, UTF-16 units; a clause of another number ends it earlier. */
const BEFORE = 70;
const AFTER = 28;
/** Less is no window, tokens. */
const MIN_WINDOW = 64;

interface Counted {
  tokens: number;
  counts: 'window' | 'prompt' | 'answer' | 'total' | 'unknown';
}

/** Undefined if the words are about something else. Numbers are told apart by the words around them, in whatever sentence they stand. */
export const readContextLimit = (words: string): ContextLimit | undefined => {
  if (!IS_ABOUT_LENGTH.some((pattern) => pattern.test(words))) return undefined;
  const sum = /(\d{2,9})\s*\+\s*\d{2,9}\s*>\s*(\d{2,9})/.exec(words);
  if (sum) return { window: Number(sum[2]), promptTokens: Number(sum[1]) };
  const numbers = numbersIn(words);
  const first = (counts: Counted['counts']): number | undefined =>
    numbers.find((each) => each.counts === counts)?.tokens;
  const window = first('window');
  const promptTokens = first('prompt');
  if (window !== undefined || promptTokens !== undefined) return { window, promptTokens };
  const [a, b, ...more] = numbers.map(({ tokens }) => tokens);
  // Two bare numbers: what did not fit, and what it did not fit into.
  if (a !== undefined && b !== undefined && more.length === 0)
    return { window: Math.min(a, b), promptTokens: Math.max(a, b) };
  return { window: undefined, promptTokens: undefined };
};

const numbersIn = (words: string): Counted[] => {
  const found = [...words.matchAll(/(?<![\w.])\d{1,3}(?:[,_ ]\d{3})+(?![\d.])|(?<![\w.])\d{1,9}(?![\w]|\.\d)/g)];
  return found.flatMap((match, index) => {
    const tokens = Number(match[0].replaceAll(/[,_ ]/g, ''));
    const from = (found[index - 1]?.index ?? -1) + (found[index - 1]?.[0].length ?? 1);
    const end = match.index + match[0].length;
    const to = found[index + 1]?.index ?? words.length;
    const before = words.slice(Math.max(from, match.index - BEFORE), match.index);
    const after = words.slice(end, Math.min(to, end + AFTER));
    const counts = meaningOf(before, after);
    return counts !== 'prompt' && tokens < MIN_WINDOW ? [] : [{ tokens, counts }];
  });
};

/** The nearest word decides: one that follows at once ("5000 in the messages", "8192 maximum"), else the last one before. */
const meaningOf = (before: string, after: string): Counted['counts'] => {
  const following =
    /^\s*(?:tokens?\s*)?(?:in|from|of|for)?\s*(?:the|your)?\s*(?:(input|prompt|messages?)|(maximum|max|limit|context)|(completion|output|generat))/i.exec(
      after,
    );
  if (following?.[1]) return 'prompt';
  if (following?.[2]) return 'window';
  if (following?.[3]) return 'answer';
  const last = (pattern: RegExp): number => {
    const match = [...before.matchAll(pattern)].at(-1);
    return match ? match.index + match[0].length : -1;
  };
  const places: [number, Counted['counts']][] = [
    [last(TOTAL_WORDS), 'total'],
    [last(ANSWER_WORDS), 'answer'],
    [last(PROMPT_WORDS), 'prompt'],
    [last(WINDOW_WORDS), 'window'],
  ];
  const nearest = places.toSorted(([a], [b]) => b - a)[0];
  return nearest && nearest[0] !== -1 ? nearest[1] : 'unknown';
};

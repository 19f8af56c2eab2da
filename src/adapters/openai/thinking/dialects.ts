/** How models set their thinking apart from their answer, one row per way, with models that do it. */
interface TagDialect {
  open: string;
  close: string;
  models: string;
}

const TAG_DIALECTS: readonly TagDialect[] = [
  { open: '<think>', close: '</think>', models: 'DeepSeek R1, Qwen3, QwQ, GLM, Nemotron' },
  { open: '<thinking>', close: '</thinking>', models: 'distillations' },
  { open: '<thought>', close: '</thought>', models: 'Gemma distillations' },
  { open: '<reasoning>', close: '</reasoning>', models: 'Reka, GRPO recipes' },
  { open: '<seed:think>', close: '</seed:think>', models: 'Seed-OSS' },
  { open: '[THINK]', close: '[/THINK]', models: 'Magistral, Ministral' },
];

/**
 * gpt-oss' Harmony format, when its server does not parse it: a header (`<|start|>assistant<|channel|>analysis`) up to `<|message|>` says
 * for whom the words behind it are; `final` is the answer.
 *
 * @see https://cookbook.openai.com/articles/openai-harmony
 */
export const HEADER_BEGINS: readonly string[] = ['<|start|>', '<|channel|>'];
export const HEADER_ENDS = '<|message|>';
/** End one message of that format. `<|end|>` and `<|return|>` are also ends of turns, see `END_OF_TURN`. */
export const MESSAGE_ENDS: readonly string[] = ['<|end|>', '<|return|>', '<|call|>'];

export const OPENING: readonly string[] = TAG_DIALECTS.map(({ open }) => open);
export const CLOSING: readonly string[] = TAG_DIALECTS.map(({ close }) => close);

/** The same format with its marks stripped by the server: `analysisWe need to ...assistantfinalFour.` */
export const BARE_ANALYSIS = 'analysis';
export const BARE_BEGINNING = /^analysis(?=[\p{Lu}"'“*\d])/u;
export const BARE_SWITCH = /assistant(final|analysis|commentary)(?=\S)/;

/** End a model's turn; shown only when a server leaves its special tokens in the text. */
export const END_OF_TURN: readonly string[] = [
  '<|im_end|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end_of_text|>',
  '<|endoftext|>',
  '<|end|>',
  '<|return|>',
  '<|end_of_turn|>',
  '<end_of_turn>',
  '<｜end▁of▁sentence｜>',
  '</s>',
];
/** Begin the turn of somebody else: a model that goes on past its own end plays both parts. */
export const BEGIN_OF_TURN: readonly string[] = [
  '<|im_start|>',
  '<|start_header_id|>',
  '<start_of_turn>',
  '<｜User｜>',
  '<|user|>',
  '[INST]',
];

const ALL_MARKS = [...OPENING, ...CLOSING, ...HEADER_BEGINS, ...MESSAGE_ENDS, ...END_OF_TURN, ...BEGIN_OF_TURN];
const MAX_MARK = Math.max(...ALL_MARKS.map(({ length }) => length));
/** Every mark begins so: most of a text is passed by without a look at any of them. */
const MARK_BEGINS = new Set(ALL_MARKS.map((mark) => mark.charCodeAt(0)));

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
export const oneOf = (marks: readonly string[]): string => marks.map(escape).join('|');

/** How much of the text's end may be the beginning of one of the marks, whatever its case; UTF-16 units. */
export const lengthOfBegunMark = (text: string, marks: readonly string[]): number => {
  for (let index = Math.max(0, text.length - MAX_MARK); index < text.length; index++) {
    if (!MARK_BEGINS.has(text.charCodeAt(index))) continue;
    const rest = text.slice(index).toLowerCase();
    if (marks.some((mark) => mark.length > rest.length && mark.toLowerCase().startsWith(rest))) return rest.length;
  }
  return 0;
};

export const isOneOf = (mark: string, marks: readonly string[]): boolean => {
  const lower = mark.toLowerCase();
  return marks.some((each) => each.toLowerCase() === lower);
};

import type { EndEvent } from '../../../core/ports/model.ts';

/** Counts that the server reports. */
export type Usage = Required<Pick<EndEvent, 'tokensIn' | 'tokensOut'>>;

/** What one chunk of a stream, or a whole answer, adds. */
export interface ChatPiece {
  content: string;
  reasoning: string;
  /** `finish_reason`; undefined until it comes. */
  finish: string | undefined;
  usage: Usage | undefined;
}

/** Takes what may come: a chunk or a completion, `choices` that are empty (usage only), content as text or parts, either reasoning field. */
export const toPiece = (json: unknown): ChatPiece => {
  const choice = firstOf(field(json, 'choices'));
  const message = field(choice, 'delta') ?? field(choice, 'message');
  const finish = field(choice, 'finish_reason');
  return {
    content: textOf(field(message, 'content')) || textOf(field(message, 'refusal')),
    reasoning: textOf(field(message, 'reasoning_content')) || textOf(field(message, 'reasoning')),
    finish: typeof finish === 'string' && finish !== '' ? finish : undefined,
    usage: toUsage(field(json, 'usage')),
  };
};

/** A property, if the value is an object that has it. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => textOf(field(part, 'text'))).join('');
};

const toUsage = (usage: unknown): Usage | undefined => {
  const tokensIn = field(usage, 'prompt_tokens');
  const tokensOut = field(usage, 'completion_tokens');
  return isCount(tokensIn) && isCount(tokensOut) ? { tokensIn, tokensOut } : undefined;
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

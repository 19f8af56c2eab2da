import type { ChatRequest } from './chat-request.ts';
import type { Reasoning } from './scenario.ts';
import { scriptedText } from './scripted-text.ts';
import { tokensOf } from './token-count.ts';

export type DeltaField = 'content' | 'reasoning_content' | 'reasoning';
export interface Piece {
  field: DeltaField;
  text: string;
  tokens: number;
}

/** All that a model will write, before it begins to. */
export interface AnswerPlan {
  pieces: Piece[];
  finish: 'stop' | 'length';
  promptTokens: number;
  completionTokens: number;
}

export const planAnswer = (request: ChatRequest): AnswerPlan => {
  const { reasoning, writes = 'talk', pace } = request.model.spec;
  const thoughts = reasoning === undefined ? [] : thinkingTokens(reasoning, request.lowEffort);
  const field = reasoning === undefined || reasoning.field === 'think' ? 'content' : reasoning.field;
  const text = tokensOf(scriptedText(writes, request.messages));
  const thought = thoughts.slice(0, request.room);
  const written = text.slice(0, request.room - thought.length);
  const size = pace?.pieceTokens ?? 1;
  return {
    pieces: [...piecesOf(field, thought, size), ...piecesOf('content', written, size)],
    finish: thought.length < thoughts.length || written.length < text.length ? 'length' : 'stop',
    promptTokens: request.promptTokens,
    completionTokens: thought.length + written.length,
  };
};

const THOUGHT = 'The question wants an answer. Let me look at it from one side, then from the other, and weigh both. ';

const thinkingTokens = ({ tokens, field }: Reasoning, lowEffort: boolean): string[] => {
  const cycle = tokensOf(THOUGHT);
  const length = lowEffort ? Math.ceil(tokens / 4) : tokens;
  const thoughts = Array.from({ length }, (_, index) => cycle[index % cycle.length] ?? '');
  return field === 'think' ? ['<think>\n', ...thoughts, '\n</think>', '\n\n'] : thoughts;
};

const piecesOf = (field: DeltaField, tokens: readonly string[], size: number): Piece[] =>
  Array.from({ length: Math.ceil(tokens.length / size) }, (_, index) => {
    const part = tokens.slice(index * size, (index + 1) * size);
    return { field, text: part.join(''), tokens: part.length };
  });

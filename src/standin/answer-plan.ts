import type { ChatRequest } from './chat-request.ts';
import { isObject, readJson } from './json-object.ts';
import type { Reasoning } from './scenario-model.ts';
import { lastQuestion, scriptedText } from './scripted-text.ts';
import { tokensOf } from './token-count.ts';

export type ReasoningField = 'reasoning_content' | 'reasoning';
export interface Piece {
  part: 'content' | ReasoningField | 'arguments';
  text: string;
  tokens: number;
}

/** All that a model will write, before it begins to. */
export interface AnswerPlan {
  pieces: Piece[];
  /** The tool that is called, if one is. */
  tool: string | undefined;
  finish: 'stop' | 'length' | 'tool_calls';
  promptTokens: number;
  completionTokens: number;
}

export const planAnswer = (request: ChatRequest): AnswerPlan => {
  const { reasoning, writes = 'talk', pace } = request.model.spec;
  const call = toolCall(request);
  const thoughts = reasoning === undefined ? [] : thinkingTokens(reasoning, request.lowEffort);
  const text = tokensOf(call?.arguments ?? scriptedText(writes, request.messages));
  const thought = thoughts.slice(0, request.room);
  const written = text.slice(0, request.room - thought.length);
  const isCut = thought.length + written.length < thoughts.length + text.length;
  const size = pace?.pieceTokens ?? 1;
  const thoughtPart = reasoning === undefined || reasoning.field === 'think' ? 'content' : reasoning.field;
  return {
    pieces: [
      ...piecesOf(thoughtPart, thought, size),
      ...piecesOf(call === undefined ? 'content' : 'arguments', written, size),
    ],
    tool: call?.name,
    finish: isCut ? 'length' : call === undefined ? 'stop' : 'tool_calls',
    promptTokens: request.promptTokens,
    completionTokens: thought.length + written.length,
  };
};

/** `call: NAME {"some": "arguments"}` in the question calls that tool, if the request has it; so does a request that insists on one. */
const toolCall = ({ model, messages, tools }: ChatRequest): { name: string; arguments: string } | undefined => {
  if (model.spec.tools === 'prose' || messages.at(-1)?.role === 'tool') return undefined;
  const [, name, json = ''] = /(?:^|\s)call:\s*([\w.-]+)\s*(\{.*\})?/s.exec(lastQuestion(messages)) ?? [];
  const asked = name !== undefined && tools.names.includes(name) ? name : undefined;
  const called = asked ?? tools.forced;
  if (called === undefined) return undefined;
  return { name: called, arguments: asked !== undefined && isObject(readJson(json)) ? json : '{}' };
};

const THOUGHT = 'The question wants an answer. Let me look at it from one side, then from the other, and weigh both. ';

const thinkingTokens = ({ tokens, field }: Reasoning, lowEffort: boolean): string[] => {
  const cycle = tokensOf(THOUGHT);
  const length = lowEffort ? Math.ceil(tokens / 4) : tokens;
  const thoughts = Array.from({ length }, (_, index) => cycle[index % cycle.length] ?? '');
  return field === 'think' ? ['<think>\n', ...thoughts, '\n</think>', '\n\n'] : thoughts;
};

const piecesOf = (part: Piece['part'], tokens: readonly string[], size: number): Piece[] =>
  Array.from({ length: Math.ceil(tokens.length / size) }, (_, index) => {
    const some = tokens.slice(index * size, (index + 1) * size);
    return { part, text: some.join(''), tokens: some.length };
  });

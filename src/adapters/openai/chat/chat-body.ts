import type OpenAI from 'openai';
import type { Message, MessagePart } from '../../../core/ports/message.ts';
import type { ModelTraits } from './model-traits.ts';

export interface ChatBody {
  model: string;
  messages: OpenAI.ChatCompletionMessageParam[];
  max_tokens?: number;
  /** The newer name of the same, which some servers insist on. */
  max_completion_tokens?: number;
  stream: boolean;
  stream_options?: { include_usage: true };
  reasoning_effort?: 'low';
}

/** How long the answer may be, tokens. */
export const answerLimit = (body: ChatBody): number => body.max_tokens ?? body.max_completion_tokens ?? 0;

/** What is asked for differently from try to try. */
export interface AnswerPlan {
  maxTokens: number;
  lowEffort: boolean;
}

/** The body of a chat request, without what the model's server refused before. */
export const toChatBody = (
  model: string,
  messages: readonly Message[],
  plan: AnswerPlan,
  { refused }: Pick<ModelTraits, 'refused'>,
): ChatBody => {
  const stream = !refused.has('stream');
  return {
    model,
    messages: (refused.has('roles') ? foldRoles(messages) : messages).map(toParam),
    ...(refused.has('max_tokens') ? { max_completion_tokens: plan.maxTokens } : { max_tokens: plan.maxTokens }),
    stream,
    ...(stream && !refused.has('stream_options') ? { stream_options: { include_usage: true } } : {}),
    ...(plan.lowEffort && !refused.has('reasoning_effort') ? { reasoning_effort: 'low' } : {}),
  };
};

/**
 * For chat templates that know no system role and insist on user and assistant taking turns (Gemma, Mistral): the system prompt goes in
 * front of the first question, and what one side said in several messages becomes one.
 */
export const foldRoles = (messages: readonly Message[]): Message[] => {
  const folded: Message[] = [];
  for (const message of messages) {
    const role = message.role === 'system' ? 'user' : message.role;
    const last = folded.at(-1);
    if (last?.role !== role) {
      folded.push({ ...message, role });
      continue;
    }
    folded[folded.length - 1] = { role, parts: [...last.parts, ...message.parts] };
  }
  // Such a template begins with the user: what the assistant said before anybody asked has no place in it.
  return folded[0]?.role === 'assistant' ? folded.slice(1) : folded;
};

/** As one text, which every server takes, also those whose chat template knows no list of parts; with pictures as the list that they need. */
const toParam = ({ role, parts }: Message): OpenAI.ChatCompletionMessageParam => {
  const hasImages = parts.some(({ type }) => type === 'image');
  if (role === 'user' && hasImages) return { role, content: parts.map(toContent) };
  return { role, content: parts.map(textOf).join('\n\n') };
};

const toContent = (part: MessagePart): OpenAI.ChatCompletionContentPart =>
  part.type === 'image'
    ? { type: 'image_url', image_url: { url: `data:${part.mediaType};base64,${part.data}` } }
    : { type: 'text', text: part.text };

/** Pictures come from people alone. */
const textOf = (part: MessagePart): string => (part.type === 'text' ? part.text : '');

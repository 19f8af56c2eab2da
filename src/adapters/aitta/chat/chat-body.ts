import type OpenAI from 'openai';
import type { Message } from '../../../core/ports/model.ts';
import type { ModelTraits } from '../catalogue/model-traits.ts';

export interface ChatBody {
  model: string;
  messages: OpenAI.ChatCompletionMessageParam[];
  max_tokens: number;
  stream: boolean;
  stream_options?: { include_usage: true };
  reasoning_effort?: 'low';
}

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
    max_tokens: plan.maxTokens,
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
    const images = [...(last.images ?? []), ...(message.images ?? [])];
    folded[folded.length - 1] = {
      role,
      text: `${last.text}\n\n${message.text}`,
      ...(images.length > 0 ? { images } : {}),
    };
  }
  // Such a template begins with the user: what the assistant said before anybody asked has no place in it.
  return folded[0]?.role === 'assistant' ? folded.slice(1) : folded;
};

const toParam = ({ role, text, images = [] }: Message): OpenAI.ChatCompletionMessageParam => {
  if (role !== 'user' || images.length === 0) return { role, content: text };
  return {
    role,
    content: [
      { type: 'text', text },
      ...images.map((image) => ({ type: 'image_url' as const, image_url: { url: dataUrl(image) } })),
    ],
  };
};

const dataUrl = (image: Uint8Array): string =>
  `data:${mediaType(image)};base64,${Buffer.from(image.buffer, image.byteOffset, image.byteLength).toString('base64')}`;

/** By the first bytes, as file names and chat platforms are often wrong about it. */
const mediaType = (image: Uint8Array): string => {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, index) => image[index] === byte);
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0x47, 0x49, 0x46, 0x38)) return 'image/gif';
  if (begins(0x52, 0x49, 0x46, 0x46) && image[8] === 0x57) return 'image/webp';
  return 'image/png';
};

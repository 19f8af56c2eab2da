import OpenAI from 'openai';

const { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: apiKey, MODEL = '' } = process.env;
const openai = new OpenAI({ baseURL, apiKey });

type Message = OpenAI.ChatCompletionMessageParam;

/** So many messages of a conversation are sent along. */
const MAX_EARLIER = 20;
const histories = new Map<string, Message[]>();

/** What a bot says while it has nothing else to say, and beneath an answer. */
export const PLACEHOLDER = 'On it …';
export const FOOTER = `\n${MODEL}`;
/** The least time between two edits of a message, milliseconds: aitta-bot's. */
export const EDIT_INTERVAL_MS = 1_200;

/** The answer in the pieces in which the model writes it; the conversation is kept in memory. */
export async function* streamAnswer(conversation: string, question: string): AsyncGenerator<string, void> {
  const history = histories.get(conversation) ?? [];
  histories.set(conversation, history);
  history.push({ role: 'user', content: question });
  const stream = await openai.chat.completions.create({
    model: MODEL,
    messages: history.slice(-MAX_EARLIER),
    stream: true,
    stream_options: { include_usage: true },
  });
  let answer = '';
  for await (const chunk of stream) {
    const piece = chunk.choices[0]?.delta.content ?? '';
    answer += piece;
    if (piece !== '') yield piece;
  }
  history.push({ role: 'assistant', content: answer });
}

/** Shows a text as it grows, no more often than may be. @returns the whole text */
export const showAsItGrows = async (
  pieces: AsyncIterable<string>,
  edit: (text: string) => Promise<unknown>,
): Promise<string> => {
  let text = '';
  let editedAt = performance.now();
  for await (const piece of pieces) {
    text += piece;
    if (performance.now() - editedAt < EDIT_INTERVAL_MS) continue;
    editedAt = performance.now();
    await edit(text);
  }
  return text;
};

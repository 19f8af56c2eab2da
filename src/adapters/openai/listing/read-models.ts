import { field } from '../chat/chat-piece.ts';
import { readModelsAnswer, type ChatTarget } from '../chat/chat-stream.ts';

/** A model as `/models` lists it. */
export interface ListedModel {
  id: string;
  /** Tokens; undefined where the server does not tell. */
  window: number | undefined;
}

/** Where servers tell the window: vLLM; OpenRouter and Together; Groq; Mistral and LM Studio; llama.cpp (`meta`, for what it has loaded). */
const WINDOW_FIELDS = [
  'max_model_len',
  'context_length',
  'context_window',
  'max_context_length',
  'loaded_context_length',
];

/** The models that an endpoint lists. Rejects with what the request meets. */
export const readModels = async (target: ChatTarget, signal: AbortSignal): Promise<ListedModel[]> => {
  const answer = await readModelsAnswer(target, signal);
  const data = field(answer, 'data');
  return (Array.isArray(data) ? data : []).flatMap((model) => {
    const id = field(model, 'id');
    return typeof id === 'string' && id !== '' ? [{ id, window: windowIn(model) }] : [];
  });
};

/** Tells the windows of the models that an endpoint lists, tokens. */
export const readWindows = async (target: ChatTarget, signal: AbortSignal): Promise<Map<string, number>> => {
  const models = await readModels(target, signal);
  return new Map(models.flatMap(({ id, window }) => (window === undefined ? [] : [[id, window]])));
};

const windowIn = (model: unknown): number | undefined =>
  [...WINDOW_FIELDS.map((name) => field(model, name)), field(field(model, 'meta'), 'n_ctx')].find(isCount);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

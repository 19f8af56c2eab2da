import { AnswerWriter } from './answer-writer.ts';
import { windowOf } from './catalogue.ts';
import { readChatRequest } from './chat-request.ts';
import { findWorker, isWorker } from './cold-start.ts';
import { embeddings } from './embeddings.ts';
import { engineError, json, type Answer } from './http-answer.ts';
import { isObject, type JsonObject } from './json-object.ts';
import type { Call, Handler, Handlers, World } from './world.ts';

/** The endpoints in the style of OpenAI, as vLLM serves them. */
export const openaiHandlers = (world: World): Handlers => {
  let answers = 0;
  const inStyle =
    (handler: Handler): Handler =>
    async (call) =>
      world.habits.engineErrors === 'flat' ? flatten(await handler(call)) : handler(call);
  return {
    'openai-models': { GET: () => json(openaiModels(world)) },
    chat: { POST: inStyle((call) => chat(call, world, `chatcmpl-standin-${++answers}`)) },
    embeddings: { POST: inStyle((call) => embeddings(call, world)) },
  };
};

const chat = async (call: Call, world: World, id: string): Promise<Answer> => {
  const request = readChatRequest(call.body, world.catalogue);
  if ('kind' in request) return request;
  const { model, raw, maxTokens, stream } = request;
  const seenChat = { model: model.spec.id, messages: raw, maxTokens, stream, tokensWritten: 0 };
  world.log.change(call.seen, { chat: seenChat });
  if (stream && streamingOf(world) === 'refused') {
    return engineError(400, 'BadRequestError', 'Streaming is currently not supported.', 'stream');
  }
  const worker = await findWorker(model, world.clock, call.signal);
  if (!isWorker(worker)) return worker;
  const writer = new AnswerWriter(world, call, { request, worker, id });
  if (!stream) return writer.whole();
  return { kind: 'stream', contentType: 'text/event-stream; charset=utf-8', write: (sink) => writer.stream(sink) };
};

const streamingOf = ({ habits, profile }: World): 'yes' | 'refused' =>
  habits.streaming ?? (profile === 'legacy' ? 'refused' : 'yes');

const openaiModels = ({ catalogue, clock, habits }: World): JsonObject => ({
  object: 'list',
  data: catalogue
    .list()
    .filter(({ spec }) => spec.kind !== 'task')
    .map((model) => {
      const entry = {
        id: model.spec.id,
        object: 'model',
        created: Math.floor(clock.now() / 1000),
        owned_by: 'aitta',
        root: model.spec.id,
        parent: null,
        permission: [],
      };
      return habits.maxModelLen === false ? entry : Object.assign(entry, { max_model_len: windowOf(model) });
    }),
});

/** The older form of vLLM's errors. */
const flatten = (answer: Answer): Answer => {
  if (answer.kind !== 'json' || !isObject(answer.document) || !isObject(answer.document['error'])) return answer;
  return { ...answer, document: { object: 'error', ...answer.document['error'] } };
};

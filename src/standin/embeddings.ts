import { isEmbeddings, windowOf } from './catalogue.ts';
import { findWorker, isWorker } from './cold-start.ts';
import { engineError, json, type Answer } from './http-answer.ts';
import { isObject, readJson, type JsonObject } from './json-object.ts';
import { tokensOf } from './token-count.ts';
import type { Call, World } from './world.ts';

const DIMENSIONS = 1_024;

export const embeddings = async (call: Call, world: World): Promise<Answer> => {
  const request = readJson(call.body.toString('utf8'));
  if (!isObject(request)) return bad('The body is not a JSON object.');
  const { model: id, input, encoding_format: format = 'float' } = request;
  const model = typeof id === 'string' ? world.catalogue.get(id) : undefined;
  if (model === undefined)
    return engineError(404, 'NotFoundError', `The model \`${String(id)}\` does not exist.`, 'model');
  if (!isEmbeddings(model)) return bad('The model does not support Embeddings API');
  const inputs: unknown[] = Array.isArray(input) ? input : [input];
  if (inputs.length === 0 || !inputs.every((text) => typeof text === 'string')) {
    return bad('input must be a text or a list of texts');
  }
  if (format !== 'float' && format !== 'base64') return bad('encoding_format must be float or base64');
  const worker = await findWorker(model, world.clock, call.signal);
  if (!isWorker(worker)) return worker;
  const cut = inputs.map((text) => tokensOf(text).slice(0, windowOf(model)));
  const tokens = cut.reduce((sum, { length }) => sum + length, 0);
  const data = cut.map((words, index) => ({ object: 'embedding', index, embedding: encode(vectorOf(words), format) }));
  return json({
    id: `embd-standin-${tokens}`,
    object: 'list',
    created: Math.floor(world.clock.now() / 1000),
    model: id,
    data,
    usage: { prompt_tokens: tokens, total_tokens: tokens, completion_tokens: 0 } satisfies JsonObject,
  });
};

const bad = (message: string): Answer => engineError(400, 'BadRequestError', message);

/** The sum of one vector per token, of length 1: the same for the same text, and near for texts that share words. */
const vectorOf = (tokens: readonly string[]): number[] => {
  const sum = Array.from({ length: DIMENSIONS }, () => 0);
  for (const token of tokens.length === 0 ? [''] : tokens) {
    let seed = hash(token.trim().toLowerCase());
    for (let index = 0; index < DIMENSIONS; index++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      sum[index] = (sum[index] ?? 0) + seed / 2 ** 32 - 0.5;
    }
  }
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
};

/** FNV-1a. */
const hash = (text: string): number =>
  [...Buffer.from(text, 'utf8')].reduce((value, byte) => Math.imul(value ^ byte, 16_777_619) >>> 0, 2_166_136_261);

const encode = (vector: readonly number[], format: 'float' | 'base64'): number[] | string =>
  format === 'float' ? [...vector] : Buffer.from(Float32Array.from(vector).buffer).toString('base64');

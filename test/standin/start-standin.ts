import { onTestFinished } from 'vitest';
import { defaultScenario } from '../../src/standin/default-scenario.ts';
import {
  createStandin,
  STANDIN_TOKEN,
  type Scenario,
  type Standin,
  type StandinOptions,
} from '../../src/standin/standin.ts';

/** Ends with the test. */
export const startStandin = async (options: StandinOptions = {}): Promise<Standin> => {
  const standin = createStandin(options);
  onTestFinished(() => standin.close());
  await standin.listen();
  return standin;
};

export const authorization = `Bearer ${STANDIN_TOKEN}`;

/** The default scenario with changes. */
export const scenarioWith = (changes: Partial<Scenario>): Scenario => ({ ...defaultScenario, ...changes });

/** A token that says who it is for and until when; nobody has signed it. */
export const jwt = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');

export const get = (
  standin: Standin,
  path: string,
  headers: Record<string, string> = { authorization },
): Promise<Response> => fetch(`${standin.url}${path}`, { headers });

export const post = (standin: Standin, path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(`${standin.url}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });

export const getJson = async (standin: Standin, path: string): Promise<unknown> => (await get(standin, path)).json();

export const chat = (standin: Standin, model: string, question: string, more: object = {}): Promise<Response> =>
  post(standin, '/openai/v1/chat/completions', { model, messages: [{ role: 'user', content: question }], ...more });

/** The documents of a stream's frames; `[DONE]` stays a text. */
export const framesOf = (stream: string, end = '\n'): unknown[] =>
  stream
    .split(`${end}${end}`)
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice('data: '.length))
    .map((data) => (data === '[DONE]' ? data : (JSON.parse(data) as unknown)));

interface Chunk {
  choices: {
    delta: { content?: string; reasoning_content?: string; reasoning?: string };
    finish_reason: string | null;
  }[];
}
export const textOf = (frames: readonly unknown[], field: keyof Chunk['choices'][0]['delta'] = 'content'): string =>
  frames
    .filter((frame) => frame !== '[DONE]')
    .map((frame) => (frame as Chunk).choices[0]?.delta[field] ?? '')
    .join('');

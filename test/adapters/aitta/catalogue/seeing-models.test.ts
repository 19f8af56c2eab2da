import { expect, test } from 'vitest';
import type { Message } from '../../../../src/core/ports/message.ts';
import { Asking } from '../../../doubles/asking.ts';
import { passTime, startWithStandin } from '../gateway-bench.ts';

const PICTURE: Message = {
  role: 'user',
  parts: [
    { type: 'image', mediaType: 'image/jpeg', data: 'aGk=', tokens: 10 },
    { type: 'text', text: 'what is it?' },
  ],
};
const MODELS = [
  { id: 'acme/plain', description: 'Writes.' },
  { id: 'acme/told', description: 'Writes.' },
  { id: 'acme/described', description: 'Takes text and images.' },
  { id: 'Qwen/Qwen3-VL-30B-A3B-Thinking' },
  { id: 'google/gemma-4-31b-it' },
  { id: 'acme/vlad-7b', description: 'A division of labour.' },
];

test('a model sees by what the operator or Aitta says of it, or by its family; one whose server refuses a picture does not', async () => {
  const options = { scenario: { models: MODELS }, gateway: { visionModels: ['acme/told'] } };
  const { gateway, clock, standin } = await startWithStandin({}, options);
  const seeing = async (): Promise<string[]> =>
    (await gateway.models()).models.flatMap(({ id, seesImages }) => (seesImages ? [id] : []));
  const all = ['acme/told', 'acme/described', 'Qwen/Qwen3-VL-30B-A3B-Thinking', 'google/gemma-4-31b-it'];
  expect(await seeing()).toEqual(all);
  const asking = new Asking(gateway, { model: 'acme/told', messages: [PICTURE] });
  await passTime(clock, () => asking.over, { stepMs: 100 });
  expect(asking.error).toMatchObject({ code: 'model-blind' });
  expect(standin.requests.filter(({ chat, status }) => chat !== undefined || status === 400)).toHaveLength(1);
  expect(await seeing()).toEqual(all.slice(1));
});

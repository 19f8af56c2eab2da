import { expect, test } from 'vitest';
import type { Message } from '../../../../src/core/ports/message.ts';
import { Asking } from '../../../doubles/asking.ts';
import { MODEL, passTime, startWithStandin } from '../../aitta/gateway-bench.ts';

const WORDS = 'how many tokens are in these words? '.repeat(20);
const question = (...data: string[]): Message => ({
  role: 'user',
  parts: [
    ...data.map((each) => ({ type: 'image' as const, mediaType: 'image/jpeg', data: each, tokens: 5_000 })),
    { type: 'text', text: WORDS },
  ],
});

test('a picture travels as an address that holds it; what it takes of the window is no lesson about words', async () => {
  const { gateway, clock, standin } = await startWithStandin({ window: 32_768, vision: true });
  const ask = async (message: Message): Promise<void> => {
    const asking = new Asking(gateway, { messages: [message] });
    await passTime(clock, () => asking.over, { stepMs: 100 });
    expect(asking.error).toBeUndefined();
  };
  await ask(question());
  const before = gateway.estimateTokens(MODEL, WORDS);
  await ask(question('aGk=', 'aG8='));
  expect(gateway.estimateTokens(MODEL, WORDS)).toBe(before);
  expect(standin.requests.findLast(({ chat }) => chat)?.chat?.messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,aGk=' } },
        { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,aG8=' } },
        { type: 'text', text: WORDS },
      ],
    },
  ]);
});

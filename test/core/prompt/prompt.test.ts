import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textMessage, textPart } from '../../../src/core/prompt/message.ts';
import { answerReserve, fitPrompt, systemPrompt } from '../../../src/core/prompt/prompt.ts';
import type { PastTurn } from '../../../src/core/memory/past-turn.ts';
import type { Scene } from '../../../src/core/ports/platform.ts';
import type { Question } from '../../../src/core/ports/exchange.ts';
import { textOf } from '../../doubles/scripted-gateway.ts';

const scene = (part: Partial<Scene> = {}): Scene => ({
  person: {
    name: 'Ada',
    standing: 'member',
    groups: [],
    workspaces: { here: ['w'], all: ['w'] },
    managesChannel: false,
  },
  text: '',
  where: '#general',
  direct: true,
  files: [],
  earlier: [],
  ...part,
});
const asked = (text: string, who = 'Ada'): Question[] => [{ personId: who.toLowerCase(), who, text }];
const past = async function* past(turns: readonly [string, string][]): AsyncGenerator<PastTurn> {
  for (const [n, [question, answer]] of turns.entries())
    yield { turnId: String(n), questions: asked(question, 'Bo'), texts: [answer], model: 'm', at: n };
};
const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;
const fit = (part: Partial<Parameters<typeof fitPrompt>[0]>) =>
  fitPrompt({
    system: 'be kind',
    scene: scene(),
    questions: asked('why?'),
    past: past([]),
    openFiles: async () => [],
    sees: false,
    contextTokens: 1_000,
    estimate: words,
    ...part,
  });

describe('fitting', () => {
  test('everything that fits goes in, oldest first, and in a room each message has its author', async () => {
    const prompt = await fit({
      scene: scene({ direct: false, earlier: [{ who: 'Cy', byBot: false, text: 'hi' }] }),
      past: past([
        ['second', 'two'],
        ['first', 'one'],
      ]),
    });
    expect(prompt?.messages.map(textOf)).toEqual([
      'be kind',
      'Cy: hi',
      'Bo: first',
      'one',
      'Bo: second',
      'two',
      'Ada: why?',
    ]);
    expect(prompt?.trimmed).toBe(false);
  });

  test('what does not fit is dropped in whole turns, oldest first, and that is said', async () => {
    const long = 'word '.repeat(200);
    const prompt = await fit({
      past: past([
        ['new', long],
        ['middle', long],
        ['old', long],
        ['oldest', long],
      ]),
    });
    expect(prompt?.trimmed).toBe(true);
    expect(prompt?.messages.filter((message) => message.role === 'user').map(textOf)).toEqual([
      'old',
      'middle',
      'new',
      'why?',
    ]);
  });

  test('questions that were answered together are one message, each with its author', async () => {
    const questions = [...asked('why?', 'Ada'), ...asked('and how?', 'Bo')];
    const together = async function* together(): AsyncGenerator<PastTurn> {
      yield { turnId: '1', questions, texts: ['So.', 'And so.'], model: 'm', at: 1 };
    };
    const prompt = await fit({ scene: scene({ direct: false }), past: together() });
    expect(prompt?.messages.slice(1, -1)).toEqual([
      { role: 'user', parts: [textPart('Ada: why?'), textPart('Bo: and how?')] },
      { role: 'assistant', parts: [textPart('So.'), textPart('And so.')] },
    ]);
  });

  test('a question that alone is too long is refused', async () => {
    expect(await fit({ questions: asked('word '.repeat(1_000)) })).toBeUndefined();
  });

  test('never over the window less the reserve, never without question, never half a turn, in any language', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom('Miksi taivas on sininen? ', '空はなぜ青いの？', '👩🏽‍🚀🚀'.repeat(20), 'const x = () => {};\n'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text), { maxLength: 30 }),
        text,
        fc.integer({ min: 512, max: 4_000 }),
        async (turns, question, contextTokens) => {
          const estimate = (each: string): number => Math.ceil(each.length / 3);
          const prompt = await fit({ past: past(turns), questions: asked(question), contextTokens, estimate });
          if (!prompt) return;
          const { messages, tokens } = prompt;
          expect(tokens).toBeLessThanOrEqual(contextTokens - answerReserve(contextTokens));
          expect(messages[0]?.role).toBe('system');
          expect(messages.at(-1)).toEqual(textMessage('user', question));
          const between = messages.slice(1, -1).map((message) => message.role);
          expect(between).toEqual(between.map((_, n) => (n % 2 === 0 ? 'user' : 'assistant')));
          expect(between.length % 2).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test('the system prompt tells the date, the platform and the place, and the operator can replace its opening', () => {
  const parts = {
    platform: 'slack',
    scene: scene({ where: '#physics', direct: false }),
    now: Date.parse('2026-11-24T22:00:00Z'),
  };
  expect(systemPrompt({ ...parts, custom: undefined })).toMatch(
    /helpful assistant[\s\S]*2026-11-24[\s\S]*#physics on slack/,
  );
  expect(systemPrompt({ ...parts, custom: 'You are a pirate.' })).toMatch(/^You are a pirate\.\n\nToday is 2026-11-24/);
});

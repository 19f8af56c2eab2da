import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitPrompt } from '../../src/core/prompt/prompt.ts';
import type { PastTurn } from '../../src/core/memory/past-turn.ts';
import type { Message } from '../../src/core/ports/message.ts';
import { textOf } from '../doubles/scripted-gateway.ts';
import type { Scene } from '../../src/core/ports/platform.ts';
import { MESSAGE_TOKENS, tokensOf } from '../../src/standin/token-count.ts';
import { Asking } from '../doubles/asking.ts';
import { MODEL, passTime, startWithStandin } from '../adapters/aitta/gateway-bench.ts';

const WINDOW = 2_048;
const LANGUAGES = {
  English: 'The sky is blue because short waves are scattered far more than long ones, as Rayleigh found out. ',
  Finnish: 'Taivas on sininen, koska lyhyet aallot siroavat paljon enemmän kuin pitkät, kuten Rayleigh havaitsi. ',
  Japanese: '空が青いのは、短い波長の光が長い波長の光よりもずっと強く散乱されるからです。',
  emoji: '👩🏽‍🚀🚀🌍✨ 🇫🇮🎉 ',
  code: 'const scattering = (wavelength) => 1 / wavelength ** 4; // nm\n',
};
const scene: Scene = {
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
};
const asked = (text: string) => [{ personId: 'p', who: 'Bo', text }];
const past = async function* past(turns: readonly string[]): AsyncGenerator<PastTurn> {
  for (const [n, text] of turns.entries())
    yield { turnId: String(n), questions: asked(text), texts: [text], model: MODEL, at: n };
};
/** As the stand-in counts a prompt before it refuses one that is too long for the window. */
const serverCount = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + MESSAGE_TOKENS + tokensOf(textOf(message)).length, 0);

test.each(Object.entries(LANGUAGES))(
  '%s: what is sent fits the window in the server’s own count, and ends with the newest question',
  async (_name, sentence) => {
    const { gateway, clock } = await startWithStandin({ window: WINDOW });
    // One report of the server corrects the estimate for its model.
    const taught = new Asking(gateway, { text: `repeat: ok ${sentence.repeat(6)}` });
    await passTime(clock, () => taught.over, { stepMs: 100 });
    const length = fc.integer({ min: 1, max: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 60 }), length, async (turns, questionLength) => {
        const question = sentence.repeat(questionLength);
        const prompt = await fitPrompt({
          system: 'Be kind.',
          scene,
          questions: asked(question),
          past: past(turns.map((times) => sentence.repeat(times))),
          openFiles: async () => [],
          sees: false,
          contextTokens: WINDOW,
          estimate: (text) => gateway.estimateTokens(MODEL, text),
        });
        expect(textOf(prompt?.messages.at(-1))).toBe(question);
        expect(serverCount(prompt?.messages ?? [])).toBeLessThan(WINDOW);
      }),
      { numRuns: 40 },
    );
  },
);

import type { Scenario } from './scenario.ts';

/** The access token of the default scenario. */
export const STANDIN_TOKEN = 'standin-token';

/** What a newcomer meets without settings: the ids say what the models do. */
export const defaultScenario: Scenario = {
  users: [{ name: 'standin', tokens: [STANDIN_TOKEN] }],
  models: [
    {
      id: 'standin/remembers',
      description:
        'Remembers what was said earlier in the conversation, and answers at once. Not a language model: its answers are scripted.',
      window: 32_768,
    },
    {
      id: 'standin/writes-long',
      description: 'Writes long Markdown with headings, lists, tables and code; ask for a number of characters.',
      window: 131_072,
      writes: 'long',
    },
    {
      id: 'standin/writes-slowly',
      description: 'Answers like standin/remembers, some five words a second.',
      window: 32_768,
      pace: { firstTokenMs: 1_500, pieceMs: 200 },
    },
    {
      id: 'standin/thinks-first',
      description: 'Thinks for a while before it answers.',
      window: 32_768,
      pace: { pieceMs: 25 },
      reasoning: { tokens: 120, field: 'reasoning_content' },
    },
    { id: 'standin/says-nothing', description: 'Answers with nothing.', writes: 'nothing' },
    {
      id: 'standin/starts-cold',
      description: 'Has no worker at first: the first question waits about a minute for one.',
      window: 32_768,
      workers: { state: 'offline', requestedMs: 20_000, startingMs: 40_000 },
    },
    {
      id: 'standin/small-window',
      description: 'Has a window of 2,048 tokens and refuses what does not fit.',
      window: 2_048,
    },
    {
      id: 'standin/embeds',
      description: 'Embeddings of 1,024 numbers; texts are cut at 512 tokens.',
      kind: 'embeddings',
      window: 512,
    },
  ],
};

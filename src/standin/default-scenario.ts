import type { Scenario } from './scenario.ts';
import type { ScenarioModel } from './scenario-model.ts';
import type { ScenarioUser } from './service-habits.ts';

/** The access token of an ordinary user. */
export const STANDIN_TOKEN = 'standin-token';
/** The access token of an administrator. */
export const STANDIN_ADMINISTRATOR_TOKEN = 'standin-administrator-token';
/** Exchanged for access tokens of the ordinary user, in the profiles that have it. */
export const STANDIN_API_KEY = 'standin-api-key';

export const DEFAULT_USERS: readonly ScenarioUser[] = [
  { name: 'standin', tokens: [STANDIN_TOKEN], apiKeys: [STANDIN_API_KEY] },
  { name: 'administrator', tokens: [STANDIN_ADMINISTRATOR_TOKEN], administrator: true },
];

/** What a newcomer meets without settings: the ids say what the models do. The first has the largest window, as bots choose by it. */
const MODELS: readonly ScenarioModel[] = [
  {
    id: 'standin/remembers',
    description: 'Remembers what was said earlier in the conversation, and answers at once. Its answers are scripted.',
    window: 131_072,
  },
  {
    id: 'standin/writes-long',
    description: 'Writes long Markdown with headings, lists, tables and code; ask it for a number of characters.',
    window: 65_536,
    writes: 'long',
    pace: { pieceTokens: 8 },
  },
  {
    id: 'standin/writes-slowly',
    description: 'Answers like standin/remembers, at five words a second.',
    window: 32_768,
    pace: { firstTokenMs: 1_500, pieceMs: 200 },
  },
  {
    id: 'standin/thinks-first',
    description: 'Thinks for three seconds before it answers.',
    window: 32_768,
    pace: { pieceMs: 25 },
    reasoning: { tokens: 120, field: 'reasoning_content' },
  },
  { id: 'standin/says-nothing', description: 'Answers with nothing.', writes: 'nothing' },
  {
    id: 'standin/starts-cold',
    description: 'Has no worker at first: the first question waits for a minute until one runs.',
    window: 32_768,
    workers: { state: 'offline', requestedMs: 20_000, startingMs: 40_000 },
  },
  {
    id: 'standin/small-window',
    description: 'Has a window of 2,048 tokens, and refuses what does not fit into it.',
    window: 2_048,
  },
  { id: 'standin/sees-images', description: 'Takes images, and counts them.', window: 32_768, vision: true },
  {
    id: 'standin/embeds',
    description: 'Embeddings of 1,024 numbers; texts are cut at 512 tokens.',
    kind: 'embeddings',
    window: 512,
  },
  {
    id: 'standin/runs-tasks',
    description: 'Takes JSON with the key input, a text or a list of texts; returns the key output.',
    kind: 'task',
  },
];

export const defaultScenario: Scenario = { models: [...MODELS], users: [...DEFAULT_USERS] };

import { aittaKeeps } from './adapters/aitta/aitta-keeps.ts';
import { openaiKeeps } from './adapters/openai/openai-keeps.ts';
import { storageKeeps } from './adapters/storage/storage-keeps.ts';
import { coreKeeps } from './core/memory/core-keeps.ts';
import type { KeptKind } from './core/kept-kind.ts';
import { alertKeeps } from './operate/alerts/alert-keeps.ts';
import { platforms } from './platforms.ts';

/** Everything that is kept anywhere: whose it is, how long, how it is forgotten. */
export const keptKinds: readonly KeptKind[] = [
  ...coreKeeps,
  ...storageKeeps,
  ...aittaKeeps,
  ...openaiKeeps,
  ...alertKeeps,
  ...platforms.flatMap(({ keeps }) => keeps),
];

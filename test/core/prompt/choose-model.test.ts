import { describe, expect, test } from 'vitest';
import { byReadiness, compareModels } from '../../../src/core/prompt/choose-model.ts';
import type { Model } from '../../../src/core/ports/model.ts';

const MODELS: Model[] = [
  { id: 'acme/offline', state: 'offline', chat: true, contextTokens: 100_000 },
  { id: 'acme/unknown', state: 'unknown', chat: true },
  { id: 'acme/embeds', state: 'running', chat: false, contextTokens: 1_000_000 },
  { id: 'acme/requested', state: 'requested', chat: true },
  { id: 'acme/b', state: 'running', chat: true },
  { id: 'acme/small', state: 'running', chat: true, contextTokens: 8_192 },
  { id: 'acme/starting', state: 'starting', chat: true },
  { id: 'acme/a', state: 'running', chat: true },
  { id: 'acme/large', state: 'running', chat: true, contextTokens: 131_072 },
];
const RANKED = [
  'acme/large',
  'acme/small',
  'acme/a',
  'acme/b',
  'acme/starting',
  'acme/requested',
  'acme/unknown',
  'acme/offline',
];

describe('the order of models', () => {
  test('is: those that chat, the most available, the largest context, the name', () => {
    expect(MODELS.toSorted(compareModels).map(({ id }) => id)).toEqual([...RANKED, 'acme/embeds']);
  });

  test('is the same for the models to choose from, all of which chat', () => {
    expect(byReadiness(MODELS).map(({ id }) => id)).toEqual(RANKED);
  });
});

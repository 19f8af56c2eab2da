import type { CommandParts } from '../commands/command-context.ts';
import { BotError } from '../errors.ts';
import { DEFAULT_CONTEXT_TOKENS, fitPrompt, systemPrompt } from './prompt.ts';
import type { Prompt } from './prompt.ts';
import type { Scene } from '../ports/platform.ts';
import type { SettingPlace } from '../memory/settings.ts';

export interface PromptRequest {
  where: SettingPlace;
  scene: Scene;
  model: string;
  question: string;
  who: string;
  /** Uses only so much of the window, 0 to 1: for a second try after the server found the prompt too long. */
  share?: number;
}

/** The prompt for a model as it would be sent now, and the window that it has to fit. @throws BotError 'too-long' */
export const preparePrompt = async (
  request: PromptRequest,
  parts: CommandParts,
): Promise<Prompt & { contextTokens: number }> => {
  const { gateway, history, settings, clock } = parts;
  const { where, scene, model, question, who, share = 1 } = request;
  const { models } = await gateway.models();
  const window = models.find((known) => known.id === model)?.contextTokens;
  const contextTokens = Math.floor((window ?? parts.contextTokens ?? DEFAULT_CONTEXT_TOKENS) * share);
  const custom = (await settings.find(where, 'system'))?.value ?? parts.systemPrompt;
  const prompt = await fitPrompt({
    system: systemPrompt({ custom, platform: where.platform, scene, now: clock.now() }),
    scene,
    question,
    who,
    past: history.newest(where.conversation),
    contextTokens,
    estimate: (text) => gateway.estimateTokens(model, text),
  });
  if (!prompt) throw new BotError('too-long', `the question does not fit into the window of ${model}`);
  return { ...prompt, contextTokens };
};

import type { Clock } from '../../async/clock.ts';
import { DEFAULT_CONTEXT_TOKENS, fitPrompt, systemPrompt } from './prompt.ts';
import type { Prompt } from './prompt.ts';
import { tooLong } from './too-long.ts';
import type { Model, ModelGateway } from '../ports/model.ts';
import type { Scene } from '../ports/platform.ts';
import type { Question } from '../ports/exchange.ts';
import type { History } from '../memory/history.ts';
import type { KeptFiles } from '../memory/kept-files.ts';
import type { OpenFile } from './file-parts.ts';
import type { SettingPlace, Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';

export interface PromptRequest {
  where: SettingPlace;
  scene: Scene;
  model: string;
  questions: readonly Question[];
  /** Uses only so much of the window, 0 to 1: for a second try after the server found the prompt too long. */
  share?: number;
}

export interface PromptSources {
  gateway: ModelGateway;
  history: History;
  settings: Settings;
  clock: Clock;
  operator: Pick<OperatorSettings, 'systemPrompt' | 'contextTokens'>;
}

/** The prompt for a model as it would be sent now, and the window that it has to fit. @throws BotError 'too-long' */
export const preparePrompt = async (
  request: PromptRequest,
  { gateway, history, settings, clock, operator }: PromptSources,
): Promise<Prompt & { contextTokens: number }> => {
  const { where, scene, model, questions, share = 1 } = request;
  const { models } = await gateway.models();
  const window = windowOf(model, models, operator.contextTokens);
  const contextTokens = Math.floor(window * share);
  const custom = (await settings.find(where, 'system'))?.value ?? operator.systemPrompt;
  const prompt = await fitPrompt({
    system: systemPrompt({ custom, platform: where.platform, scene, now: clock.now() }),
    scene,
    questions,
    past: history.newest(where.conversation),
    openFiles: (asked) => openFiles(asked, history.files),
    contextTokens,
    sees: models.find(({ id }) => id === model)?.seesImages !== undefined,
    estimate: (text) => gateway.estimateTokens(model, text),
  });
  if (!prompt) throw tooLong({ model, contextTokens: window }, models);
  return { ...prompt, contextTokens };
};

const openFiles = async (questions: readonly Question[], kept: KeptFiles): Promise<OpenFile[]> => {
  const open: OpenFile[] = [];
  for (const file of questions.flatMap(({ files = [] }) => files)) {
    const content = await kept.find(file.key);
    if (content) open.push({ file, content });
  }
  return open;
};

/** The window of a model, tokens: as Aitta or its server tells it, else as the operator does, else what is assumed. */
export const windowOf = (model: string, models: readonly Model[], assumed: number | undefined): number =>
  models.find((known) => known.id === model)?.contextTokens ?? assumed ?? DEFAULT_CONTEXT_TOKENS;

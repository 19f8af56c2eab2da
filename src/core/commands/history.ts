import { chooseModel } from '../prompt/choose-model.ts';
import { preparePrompt } from '../prompt/prepare-prompt.ts';
import type { PromptSources } from '../prompt/prepare-prompt.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import { answerReserve } from '../prompt/prompt.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';

type Parts = ConversationSources & PromptSources & { operator: Pick<OperatorSettings, 'model'> };

/** `history`: what the model would be given with the next question, and what would be left out. */
export const showHistory = async (command: Command, parts: Parts): Promise<View> => {
  const { place, sentences } = command;
  const where = await findConversation(command, parts);
  if (isView(where)) return where;
  const { gateway, settings, history, operator } = parts;
  const choice = await chooseModel(where, { settings, operator, catalogue: () => gateway.models() });
  if (!choice) return { note: sentences.noModel, private: true };
  const scene = { ...(await place.read(0)), earlier: [] };
  const request = { where, scene, model: choice.model, questions: [] };
  const { messages, tokens, turns, contextTokens, files } = await preparePrompt(request, parts);
  const { turns: all } = await history.size(where.conversation);
  const lines = [
    sentences.historyGiven(messages.length - 1, tokens),
    ...files.map((file) => sentences.files.cost(file.name, file.tokens, file.isCut)),
    sentences.historyWindow(choice.model, contextTokens, answerReserve(contextTokens)),
    all > turns ? sentences.historyLeftOut(all - turns) : sentences.historyComplete(turns),
  ];
  return { text: lines.map((line) => `- ${line}`).join('\n'), private: true };
};

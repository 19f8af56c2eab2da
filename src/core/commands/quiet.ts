import type { Settings } from '../memory/settings.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';

/** `quiet` and `listen`: is a message without a mention a question in this conversation? */
export const setQuiet = async (
  command: Command,
  isQuiet: boolean,
  parts: ConversationSources & { settings: Settings },
): Promise<View> => {
  const found = await findConversation(command, parts);
  if (isView(found)) return found;
  await parts.settings.setQuiet(found.conversation, isQuiet);
  return { note: isQuiet ? command.sentences.quiet : command.sentences.listening };
};

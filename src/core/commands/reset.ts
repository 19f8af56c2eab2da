import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';

/** `reset`: from here on no model sees what was said before. */
export const resetConversation = async (command: Command, sources: ConversationSources): Promise<View> => {
  const found = await findConversation(command, sources);
  if (isView(found)) return found;
  await sources.history.reset(found.conversation);
  return { note: command.sentences.freshStart };
};

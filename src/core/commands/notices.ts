import { english } from '../sentences/english.ts';

/** What adapters say outside of any turn. */
export const slowStore = english.slowStore;

/** Shows a question that was asked by a slash command, which leaves no message of its own. */
export const askedBy = (who: string, question: string): string => english.asks(who, question);

/** Names of the commands in Discord's menus, and what only Discord makes necessary to say. */
export const discordNotices = english.discord;

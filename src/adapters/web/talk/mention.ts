/** What people call the bot on the page. */
export const BOT_NAME = 'Aitta';

const MENTION = /(?<![\p{L}\p{N}@])@aitta(?![\p{L}\p{N}])/iu;

export const isMentioned = (text: string): boolean => MENTION.test(text);

/** The question without the name that it is addressed to. */
export const withoutMention = (text: string): string => text.replace(/^\s*@aitta(?![\p{L}\p{N}])[\s,:]*/iu, '').trim();

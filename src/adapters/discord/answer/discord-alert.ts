import type { Clock } from '../../../async/clock.ts';
import type { Bulletin } from '../../../core/ports/bulletin.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { asBotError, failedWith } from '../api/discord-failure.ts';
import { discordTexts } from '../draw/discord-text.ts';

/** Undefined where nobody is named. @param to the id of a channel or of a person, which look alike */
export const discordAlert = (api: DiscordApi, to: string | undefined, clock: Clock): Bulletin['alert'] =>
  to === undefined
    ? undefined
    : async (words) => {
        try {
          await deliver(api, to, words);
        } catch (error) {
          throw asBotError(error, clock.now());
        }
      };

const deliver = async (api: DiscordApi, to: string, words: string): Promise<void> => {
  try {
    await post(api, to, words);
  } catch (error) {
    if (!failedWith(error, 'unknownChannel')) throw error;
    await post(api, await api.directChannel(to), words);
  }
};

const post = async (api: DiscordApi, channel: string, words: string): Promise<void> => {
  for (const content of discordTexts(words, 0))
    await api.postMessage(channel, { content, allowed_mentions: { parse: [] } });
};

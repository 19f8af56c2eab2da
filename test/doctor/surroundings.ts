import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { discordCommands } from '../../src/adapters/discord/setup/discord-commands.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin, StandinOptions } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { FakeDiscordOptions } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { createFolder } from './consultation.ts';
import type { Environment } from './consultation.ts';

/** An Aitta on a real socket, with the settings for it and for a store of its own. */
export const openAitta = async (options: StandinOptions = {}): Promise<{ aitta: Standin; env: Environment }> => {
  const aitta = createStandin(options);
  await aitta.listen();
  onTestFinished(() => aitta.close());
  const env = {
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: `sqlite:${join(createFolder(), 'bot.sqlite')}`,
    PORT: '0',
  };
  return { aitta, env };
};

export const openSlack = async (): Promise<{ slack: FakeSlack; env: Environment }> => {
  const slack = await FakeSlack.start();
  onTestFinished(() => slack.close());
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
  return { slack, env };
};

/** A Discord whose bot has registered its commands and is in one server. */
export const openDiscord = async (
  options: FakeDiscordOptions = {},
): Promise<{ discord: FakeDiscord; env: Environment }> => {
  const discord = await FakeDiscord.start(options);
  onTestFinished(() => discord.close());
  discord.addGuild('CSC');
  const headers = {
    authorization: `Bot ${discord.token}`,
    'content-type': 'application/json',
    'user-agent': 'DiscordBot (https://aitta.example, 0)',
  };
  const url = `${discord.apiUrl}/v10/applications/${discord.applicationId}/commands`;
  await fetch(url, { method: 'PUT', headers, body: JSON.stringify(discordCommands('aitta')) });
  return { discord, env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl } };
};

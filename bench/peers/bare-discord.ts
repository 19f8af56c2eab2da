import { Client, Events, GatewayIntentBits } from 'discord.js';
import type { Message } from 'discord.js';
import { FOOTER, PLACEHOLDER, showAsItGrows, streamAnswer } from './answer-stream.ts';

/**
 * The least that a Discord bot for a model can be: a mention, a thread on it as aitta-bot begins one, a placeholder, the streamed answer in its
 * place. Nothing survives the process.
 */
const { DISCORD_TOKEN, DISCORD_API_URL: api = '' } = process.env;
const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent];
const client = new Client({ intents, rest: { api } });

/** @see https://docs.discord.com/developers/resources/channel#start-thread-from-message */
const MAX_NAME = 100;

const answer = async (message: Message): Promise<void> => {
  if (message.author.bot || !client.user || !message.mentions.has(client.user, { ignoreEveryone: true })) return;
  const question = message.content.replace(/<@\d+>\s*/, '');
  const thread = await message.startThread({ name: question.slice(0, MAX_NAME) });
  const placeholder = await thread.send(PLACEHOLDER);
  const pieces = streamAnswer(thread.id, question);
  const text = await showAsItGrows(pieces, (draft) => placeholder.edit(draft));
  await placeholder.edit(`${text}${FOOTER}`);
};
client.on(Events.MessageCreate, (message) => void answer(message));
client.once(Events.ClientReady, () => process.stdout.write('started\n'));

await client.login(DISCORD_TOKEN);

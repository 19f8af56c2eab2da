import { Client, Events, GatewayIntentBits } from 'discord.js';
import type { Message } from 'discord.js';
import OpenAI from 'openai';

/** The least that a Discord bot for a model can be: a mention, a placeholder, one call of the model, an edit. */
const { DISCORD_TOKEN, DISCORD_API_URL: api = '' } = process.env;
const { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: apiKey, MODEL: model = '' } = process.env;
const client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages], rest: { api } });
const openai = new OpenAI({ baseURL, apiKey });

const answer = async (message: Message): Promise<void> => {
  if (message.author.bot || !client.user || !message.mentions.has(client.user, { ignoreEveryone: true })) return;
  const placeholder = await message.reply('On it …');
  const content = message.content.replace(/<@\d+>\s*/, '');
  const completion = await openai.chat.completions.create({ model, messages: [{ role: 'user', content }] });
  await placeholder.edit(`${completion.choices[0]?.message.content ?? ''}\n${model}`);
};
client.on(Events.MessageCreate, (message) => void answer(message));
client.once(Events.ClientReady, () => process.stdout.write('started\n'));

await client.login(DISCORD_TOKEN);

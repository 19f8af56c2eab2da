import { Client, Events, GatewayIntentBits } from 'discord.js';

/** The least that answers a mention: placeholder, model call, edit. What our bot is held against. */
const {
  DISCORD_TOKEN = '',
  DISCORD_API_URL = '',
  AITTA_API_URL = '',
  AITTA_ACCESS_TOKEN = '',
  AITTA_MODEL = '',
} = process.env;

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
  rest: { api: DISCORD_API_URL },
});
client.on(Events.MessageCreate, (message) => {
  void answer(message);
});
client.once(Events.ClientReady, () => process.stdout.write('{"msg":"started"}\n'));

const answer = async (
  message: Parameters<Parameters<typeof client.on<typeof Events.MessageCreate>>[1]>[0],
): Promise<void> => {
  if (message.author.bot || !client.user || !message.mentions.has(client.user)) return;
  const placeholder = await message.reply('thinking');
  const response = await fetch(`${AITTA_API_URL}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${AITTA_ACCESS_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: AITTA_MODEL, messages: [{ role: 'user', content: message.content }] }),
  });
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
  await placeholder.edit(choices[0]?.message.content.slice(0, 2_000) ?? '');
};

await client.login(DISCORD_TOKEN);

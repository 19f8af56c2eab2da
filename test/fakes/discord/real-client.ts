import { Client, type ClientOptions, Events, GatewayIntentBits, type Message, Partials } from 'discord.js';

import type { FakeDiscord } from './fake-discord.ts';

/** The real discord.js, pointed at the fake, with the options that a careful bot gives. */
export const newClient = (fake: FakeDiscord, options: Partial<ClientOptions> = {}): Client => {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    partials: [Partials.Channel, Partials.Message],
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    ...options,
    rest: { api: fake.apiUrl, ...options.rest },
    // Discord wants five seconds between two sessions of a bot; nobody here waits for them.
    ws: { buildIdentifyThrottler: () => Promise.resolve({ waitForIdentify: () => Promise.resolve() }), ...options.ws },
  });
  client.on(Events.Error, () => undefined);
  return client;
};

/** Resolves when the client is ready. */
export const logIn = async (client: Client, token: string): Promise<Client<true>> => {
  const ready = new Promise<Client<true>>((resolve) => {
    client.once(Events.ClientReady, resolve);
  });
  await client.login(token);
  return ready;
};

/** A bot in one line: what it does with what people write. A failure is kept for the test to find. */
export const onPost = (client: Client, handle: (message: Message) => Promise<unknown>): unknown[] => {
  const failures: unknown[] = [];
  client.on(Events.MessageCreate, (message) => {
    if (message.author.bot || message.system) return;
    handle(message).catch((error: unknown) => failures.push(error));
  });
  return failures;
};

import { type Client, type ClientOptions, REST } from 'discord.js';
import { afterEach } from 'vitest';

import { FakeDiscord, type FakeDiscordOptions } from './fake-discord.ts';
import type { Person } from './person.ts';
import { logIn, newClient } from './real-client.ts';
import type { Channel, Guild } from './world.ts';

export interface Bench {
  fake: FakeDiscord;
  guild: Guild;
  channel: Channel;
  kim: Person;
  /** The REST part of discord.js alone, for calls that need no login. */
  rest: REST;
  /** Another real client, logged in, destroyed after the test. */
  logIn: (options?: Partial<ClientOptions>) => Promise<Client<true>>;
  /** Another real client, not yet logged in. */
  client: (options?: Partial<ClientOptions>) => Client;
}

/** Gives each test a fake with a guild, a channel and a person in it, and takes everything down after it. */
export const useBench = (): ((options?: FakeDiscordOptions) => Promise<Bench>) => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });
  return async (options = {}) => {
    const fake = await FakeDiscord.start(options);
    cleanups.push(() => fake.close());
    const guild = fake.addGuild();
    const client = (clientOptions: Partial<ClientOptions> = {}): Client => {
      const made = newClient(fake, clientOptions);
      cleanups.push(() => made.destroy());
      return made;
    };
    return {
      fake,
      guild,
      channel: fake.addChannel({ guild }),
      kim: fake.addMember({ guild, name: 'kim' }),
      rest: new REST({ api: fake.apiUrl, retries: 0 }).setToken(fake.token),
      client,
      logIn: (clientOptions) => logIn(client(clientOptions), fake.token),
    };
  };
};

import { type Client, Events, GatewayIntentBits, type Message } from 'discord.js';
import { expect, test } from 'vitest';

import type { Bench } from './bench.ts';
import { useBench } from './bench.ts';
import type { GatewayNote } from './gateway-connection.ts';

const bench = useBench();

/** Contents of the guild's messages that reached the client. */
const collect = (client: Client): string[] => {
  const contents: string[] = [];
  client.on(Events.MessageCreate, ({ content, guildId }) => {
    if (guildId !== null) contents.push(content);
  });
  return contents;
};

const did = ({ fake }: Bench, what: GatewayNote['what'], times = 1): Promise<boolean> =>
  fake.waitFor(() => fake.gateway.notes.filter((note) => note.what === what).length >= times, what);

let probes = 0;

/** Posts a direct message and waits until the client has answered it: everything before it has then arrived too. */
const roundTrip = async ({ fake, kim }: Bench, client: Client): Promise<void> => {
  const dm = fake.openDm(kim);
  const probe = `probe ${++probes}`;
  const answer = (message: Message): void => {
    if (message.content === probe) void message.reply(`answer to ${probe}`);
  };
  client.on(Events.MessageCreate, answer);
  kim.post({ channel: dm, content: probe });
  await fake.waitFor(() => fake.messages(dm).find(({ content }) => content === `answer to ${probe}`), probe);
  client.off(Events.MessageCreate, answer);
};

test('a wrong token is refused', async () => {
  const { client, fake } = await bench();
  await expect(client().login('wrong')).rejects.toThrow('An invalid token was provided.');
  expect(fake.calls.map(({ status }) => status)).toEqual([401]);
  expect(fake.limits.invalidRequests).toBe(1);
});

test('the message-content intent is refused unless it was granted', async () => {
  const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent];
  const refused = await bench();
  await expect(refused.client({ intents }).login(refused.fake.token)).rejects.toThrow('disallowed intents');
  const granted = await bench({ messageContentGranted: true });
  await granted.logIn({ intents });
  expect(granted.fake.gateway.connected).toBe(1);
});

test('a cut line is resumed and what was missed is replayed', async () => {
  const it = await bench();
  const client = await it.logIn();
  const contents = collect(client);
  it.fake.gateway.drop();
  it.kim.post({ channel: it.channel, content: `${it.fake.mention} while away` });
  await did(it, 'resumed');
  await roundTrip(it, client);
  expect(contents).toEqual([`${it.fake.mention} while away`]);
  expect(it.fake.gateway.notes.filter(({ what }) => what === 'identify')).toHaveLength(1);
});

test('a session that is gone is identified anew and what was missed is lost', async () => {
  const it = await bench();
  const client = await it.logIn();
  const contents = collect(client);
  it.fake.gateway.drop(4000);
  it.kim.post({ channel: it.channel, content: `${it.fake.mention} lost` });
  it.fake.gateway.endSessions();
  await did(it, 'identify', 2);
  await roundTrip(it, client);
  expect(contents).toEqual([]);
});

test('op 7 leads to a resume and op 9 to a new session', async () => {
  const it = await bench();
  const client = await it.logIn();
  it.fake.gateway.requestReconnect();
  await did(it, 'resumed');
  await roundTrip(it, client);
  it.fake.gateway.invalidate(false);
  await did(it, 'identify', 2);
  await roundTrip(it, client);
  expect(it.fake.gateway.connected).toBe(1);
});

test('a heartbeat without an answer makes the client reconnect', async () => {
  const it = await bench();
  it.fake.gateway.heartbeatIntervalMs = 50;
  await it.logIn();
  it.fake.gateway.muteAcks = true;
  await did(it, 'resume');
  it.fake.gateway.muteAcks = false;
  await did(it, 'resumed');
  expect(it.fake.gateway.notes).toContainEqual(expect.objectContaining({ what: 'closed', code: 4200 }));
});

test('a handshake that is cut off is tried again for as long as it takes', async () => {
  const it = await bench();
  it.fake.gateway.refuse = 'cut';
  const ready = it.logIn();
  await did(it, 'refused', 2);
  it.fake.gateway.refuse = undefined;
  await ready;
  expect(it.fake.gateway.connected).toBe(1);
});

test('a gateway that answers with 503 ends the login', async () => {
  const it = await bench();
  it.fake.gateway.refuse = 'unavailable';
  await expect(it.logIn()).rejects.toThrow('Unexpected server response: 503');
  expect(it.fake.gateway.connected).toBe(0);
});

test('two clients with one token are both told', async () => {
  const it = await bench();
  const [one, two] = [await it.logIn(), await it.logIn()];
  const both = [collect(one), collect(two)];
  it.kim.post({ channel: it.channel, content: `${it.fake.mention} hello` });
  await roundTrip(it, one);
  await roundTrip(it, two);
  expect(both).toEqual([[`${it.fake.mention} hello`], [`${it.fake.mention} hello`]]);
});

test('content is empty without the privilege, but for what is meant for the bot', async () => {
  const it = await bench();
  const { fake, guild, channel, kim } = it;
  const client = await it.logIn();
  const contents = collect(client);
  const own = client.channels.cache.get(channel.id);
  if (!own?.isSendable()) throw new Error('The client does not know the channel');
  const answer = await own.send('own words');
  kim.post({ channel, content: 'not for the bot' });
  kim.post({ channel, content: `for ${fake.mention}` });
  kim.post({ channel, content: 'pinging reply', replyTo: answer });
  kim.post({ channel, content: 'silent reply', replyTo: answer, ping: false });
  kim.post({ channel, content: `role <@&${guild.botRoleId}>` });
  await roundTrip(it, client);
  expect(contents).toEqual(['own words', '', `for ${fake.mention}`, 'pinging reply', '', '']);
});

test('with the privilege content is there', async () => {
  const it = await bench({ messageContentGranted: true });
  const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages];
  const client = await it.logIn({ intents: [...intents, GatewayIntentBits.MessageContent] });
  const contents = collect(client);
  it.kim.post({ channel: it.channel, content: 'not for the bot' });
  await roundTrip(it, client);
  expect(contents).toEqual(['not for the bot']);
});

test('events that were not asked for do not come', async () => {
  const it = await bench();
  const client = await it.logIn({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages] });
  const contents = collect(client);
  it.kim.post({ channel: it.channel, content: `${it.fake.mention} hello` });
  await roundTrip(it, client);
  expect(contents).toEqual([]);
});

test('what happens in a channel that the bot may not see does not come', async () => {
  const it = await bench();
  const client = await it.logIn();
  const contents = collect(client);
  it.fake.moderator.forbid(it.channel, 'ViewChannel');
  it.kim.post({ channel: it.channel, content: `${it.fake.mention} hello` });
  await roundTrip(it, client);
  expect(contents).toEqual([]);
});

test('used-up session starts are told beforehand and end the login', async () => {
  const it = await bench();
  it.fake.gateway.sessionStarts.remaining = 0;
  const client = it.client();
  const login = client.login(it.fake.token);
  await expect(login).rejects.toThrow('Not enough sessions remaining');
  expect(it.fake.gateway.notes).toEqual([]);
});

test('nobody listens while the fake is down, and it comes back on the same port', async () => {
  const it = await bench();
  await it.fake.goDown();
  await expect(it.client().login(it.fake.token)).rejects.toThrow('ECONNREFUSED');
  await it.fake.comeBack();
  await it.logIn();
  expect(it.fake.gateway.connected).toBe(1);
});

test('a guild that READY names may stay away', async () => {
  const it = await bench();
  it.fake.gateway.withheldGuilds.add(it.guild.id);
  const client = await it.logIn({ waitGuildTimeout: 50 });
  expect(client.guilds.cache.get(it.guild.id)?.available).toBe(false);
});

test('a malformed event reaches the client as it is', async () => {
  const it = await bench();
  const client = await it.logIn();
  const raw: unknown[] = [];
  client.on(Events.Raw, (packet: { t: string; d: unknown }) => {
    if (packet.t === 'TYPING_START') raw.push(packet.d);
  });
  it.fake.dispatch('TYPING_START', { user_id: null });
  await roundTrip(it, client);
  expect(raw).toEqual([{ user_id: null }]);
});

import { DiscordPlatform } from '../../../src/adapters/discord/discord-platform.ts';
import type { DiscordSettings } from '../../../src/adapters/discord/setup/discord-settings.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { arrivalId } from '../../../src/core/arrival-id.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import type { Meter } from '../../../src/core/ports/operator.ts';
import type { OpenStore } from '../../../src/core/ports/records.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { failingTable, openRecords, slowTable } from '../../doubles/open-records.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import type { LogLine } from '../../doubles/quiet-log.ts';
import { RecordingInbox } from '../../doubles/recording-inbox.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { FakeDiscord } from '../../fakes/discord/fake-discord.ts';
import type { Person } from '../../fakes/discord/person.ts';
import type { Channel, Guild } from '../../fakes/discord/world.ts';
import { ProcessClock } from '../../driven/process-clock.ts';

export interface Bot {
  platform: DiscordPlatform;
  clock: ProcessClock;
  inbox: RecordingInbox;
  log: LogLine[];
  counted: string[];
}

export interface DiscordWorldOptions {
  messageContent?: boolean;
  clock?: DrivenClock;
  /** What Discord has granted, where that is not what the bot asks for. */
  granted?: boolean;
}

export const MINUTE = 60_000;

/** A numbered text of so many paragraphs, about a hundred characters each. */
export const paragraphs = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${index}. ${'word '.repeat(20).trim()}`).join('\n\n');

/** A fake Discord with a guild, a channel and a person, a clock that is driven, and bots on one store. */
export class DiscordWorld {
  readonly fake: FakeDiscord;
  readonly clock: DrivenClock;
  readonly guild: Guild;
  readonly channel: Channel;
  /** The channel of those who run the bot. */
  readonly operators: Channel;
  readonly kim: Person;
  readonly #messageContent: boolean;
  /** The stores of all bots reject. */
  storeFails = false;
  /** Until then no store lists its keys. */
  keysReady = Promise.resolve();
  readonly #openRecords: OpenStore;
  readonly #bots: Bot[] = [];

  static async open({
    messageContent = false,
    granted = messageContent,
    clock = new DrivenClock(),
  }: DiscordWorldOptions = {}): Promise<DiscordWorld> {
    return new DiscordWorld(await FakeDiscord.start({ clock, messageContentGranted: granted }), clock, messageContent);
  }

  private constructor(fake: FakeDiscord, clock: DrivenClock, messageContent: boolean) {
    this.fake = fake;
    this.clock = clock;
    this.#openRecords = openRecords(new SqliteDatabase(':memory:'), clock, {
      wrap: (table) =>
        slowTable(
          failingTable(table, () => this.storeFails),
          () => this.keysReady,
        ),
    });
    this.#messageContent = messageContent;
    this.guild = fake.addGuild();
    this.channel = fake.addChannel({ guild: this.guild });
    this.operators = fake.addChannel({ guild: this.guild, name: 'operators' });
    this.kim = fake.addMember({ guild: this.guild, name: 'kim' });
  }

  /** A bot that is not started; `store: 'own'` shares nothing with the others. */
  newBot(settings: Partial<DiscordSettings> = {}, { store = 'shared' }: { store?: string } = {}): Bot {
    const clock = new ProcessClock(this.clock);
    const log: LogLine[] = [];
    const counted: string[] = [];
    const meter: Meter = {
      count: (name, labels) => void counted.push([name, ...Object.values(labels ?? {})].join(' ')),
      observe: (name) => void counted.push(name),
    };
    const openStore: OpenStore = (namespace) => this.#openRecords(`${store}/${namespace}`);
    const platform = new DiscordPlatform({
      ruled: { groups: true, workspaces: true },
      language: 'en',
      settings: {
        token: this.fake.token,
        apiUrl: this.fake.apiUrl,
        messageContent: this.#messageContent,
        commandName: 'aitta',
        answerMessages: 8,
        alertsTo: this.operators.id,
        ...settings,
      },
      openStore,
      retentionMs: 30 * 24 * 60 * 60_000,
      clock,
      log: quietLog(log),
      meter,
    });
    const bot = { platform, clock, inbox: new RecordingInbox(), log, counted };
    this.#bots.push(bot);
    return bot;
  }

  async startBot(settings: Partial<DiscordSettings> = {}): Promise<Bot> {
    const bot = this.newBot(settings);
    await bot.platform.start(bot.inbox);
    return bot;
  }

  /** A bot whose slash commands people can use. */
  async startedBot(settings: Partial<DiscordSettings> = {}): Promise<Bot> {
    const bot = await this.startBot(settings);
    await this.fake.waitFor(() => this.fake.commands.list(settings.developmentGuildId).length > 0, 'the commands');
    return bot;
  }

  /** Whatever waits in this process goes on waiting, as in one that was stopped or killed. */
  freeze(bot: Bot): void {
    bot.clock.freeze();
  }

  thaw(bot: Bot): void {
    bot.clock.thaw();
  }

  /** Writes that the bot is mentioned. */
  mention(text: string, channel = this.channel) {
    return this.kim.post({ channel, content: `<@${this.fake.botUserId}> ${text}` });
  }

  arrival(bot: Bot, index = 0): Promise<Arrival> {
    return this.until(() => bot.inbox.arrivals[index], `arrival ${index}`);
  }

  /** All that has arrived, once a later message in the same channel has. */
  async arrivals(bot: Bot, channel = this.channel): Promise<Arrival[]> {
    const marker = this.mention('the marker', channel);
    const isMarker = ({ id }: Arrival): boolean => id === arrivalId('discord', channel.id, marker.id);
    await this.until(() => bot.inbox.arrivals.some(isMarker), 'the marker');
    return bot.inbox.arrivals.filter((arrival) => !isMarker(arrival));
  }

  /** What the bot has written in a channel. */
  said(channel: { id: string }, as?: Person): string[] {
    return this.fake.messages(channel, as).flatMap(({ byBot, text }) => (byBot ? [text] : []));
  }

  /** A question in a channel, by default of direct messages, and its place. */
  async ask(bot: Bot, channel = this.fake.openDm(this.kim)) {
    const index = bot.inbox.arrivals.length;
    this.mention('why?', channel);
    const arrival = await this.arrival(bot, index);
    return { arrival, where: { id: arrival.conversation }, ...this.placeOf(bot, arrival) };
  }

  /** Resolves when the bot has written this there. */
  shown(where: { id: string }, text: string): Promise<boolean> {
    return this.fake.waitFor(() => this.said(where).some((said) => said.includes(text)), `"${text}"`);
  }

  placeOf(bot: Bot, arrival: Arrival, memory = new KeptMemory(arrival.id)) {
    return { place: bot.platform.at(arrival.address, memory), memory };
  }

  /** Waits for what happens in the bot, which the fake cannot see. */
  async until<T>(look: () => T | undefined | false, what = look.toString()): Promise<T> {
    for (let round = 0; round < 3_000; round++) {
      const value = look();
      if (value !== undefined && value !== false) return value;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new Error(`nothing came of ${what}`);
  }

  /** Lets time pass, with room for real requests in between, until something has come of it. */
  async drive<T>(
    look: () => T | undefined | false,
    { stepMs = 400, what = look.toString(), rounds = 500 } = {},
  ): Promise<T> {
    for (let round = 0; round < rounds; round++) {
      const value = look();
      if (value !== undefined && value !== false) return value;
      await this.clock.advance(stepMs);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error(`nothing came of ${what}`);
  }

  /** Whatever is on its way between bot and Discord arrives; no time passes. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3;) {
      const before = this.fake.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 2));
      const { calls } = this.fake;
      const isQuiet = calls.length === before && calls.every(({ status, fault }) => status !== undefined || fault);
      quiet = isQuiet ? quiet + 1 : 0;
    }
  }

  async close(): Promise<void> {
    this.storeFails = false;
    for (const { platform, clock } of this.#bots) {
      clock.thaw();
      await platform.stop();
      await platform.close();
    }
    await this.fake.close();
  }
}

import { onTestFinished } from 'vitest';
import { SlackPlatform } from '../../../src/adapters/slack/slack-platform.ts';
import type { SlackPlatformOptions } from '../../../src/adapters/slack/slack-workspace.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import type { Meter } from '../../../src/core/ports/operator.ts';
import type { Place } from '../../../src/core/ports/platform.ts';
import { HttpServer } from '../../../src/operate/http-server.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import type { LogLine } from '../../doubles/quiet-log.ts';
import { RecordingInbox } from '../../doubles/recording-inbox.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import type { HttpDelivery } from '../../fakes/slack/http-delivery.ts';
import type { Person } from '../../fakes/slack/person.ts';

/** One bot on a fake Slack over real sockets, with Anna in #general, and a clock that a test drives. */
export class SlackWorld {
  readonly clock = new DrivenClock();
  readonly inbox = new RecordingInbox();
  readonly logLines: LogLine[] = [];
  readonly observed: { name: string; seconds: number }[] = [];
  readonly counted: string[] = [];
  readonly database = new SqliteDatabase(':memory:');
  readonly slack: FakeSlack;
  readonly anna: Person;
  readonly general: string;
  /** The channel of those who run the bot. */
  readonly operators: string;
  readonly platform: SlackPlatform;

  private constructor(slack: FakeSlack, clock: DrivenClock, options: Partial<SlackPlatformOptions>) {
    this.slack = slack;
    this.clock = clock;
    this.anna = slack.addUser({ name: 'anna', realName: 'Anna Virtanen' });
    this.general = slack.addChannel({ name: 'general', members: [this.anna.id] }).id;
    this.operators = slack.addChannel({ name: 'operators', members: [] }).id;
    this.platform = this.newPlatform(options);
  }

  /** Connected, unless a test wants to see that itself. */
  static async open(options: Partial<SlackPlatformOptions> = {}): Promise<SlackWorld> {
    const world = await SlackWorld.prepare(options);
    await world.platform.start(world.inbox);
    await world.slack.waitFor(() => world.slack.sockets.open === 2, 'two connections');
    return world;
  }

  /** The same by signed HTTP, on the bot's own server. */
  static async openHttp(): Promise<{ world: SlackWorld; http: HttpDelivery; url: string }> {
    const { world, url } = await SlackWorld.prepareHttp();
    await world.platform.start(world.inbox);
    return { world, http: world.slack.deliverTo(url), url };
  }

  /** A bot that will be called at an address. */
  static async prepareHttp(clock: DrivenClock = new DrivenClock()): Promise<{ world: SlackWorld; url: string }> {
    const slack = await FakeSlack.start({ clock });
    const server = new HttpServer();
    onTestFinished(async () => {
      await slack.close();
      await server.close();
    });
    const { botToken, signingSecret, apiUrl } = slack;
    const world = new SlackWorld(slack, clock, {
      settings: { botToken, signingSecret, apiUrl, answerMessages: 8 },
      mount: (path, handler) => server.mount(path, handler),
    });
    return { world, url: `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}/slack/events` };
  }

  static async prepare(
    options: Partial<SlackPlatformOptions> = {},
    clock: DrivenClock = new DrivenClock(),
  ): Promise<SlackWorld> {
    const slack = await FakeSlack.start({ clock });
    onTestFinished(() => slack.close());
    return new SlackWorld(slack, clock, options);
  }

  newPlatform(options: Partial<SlackPlatformOptions> = {}): SlackPlatform {
    const { botToken, appToken, apiUrl } = this.slack;
    const meter: Meter = {
      count: (name) => void this.counted.push(name),
      observe: (name, seconds) => void this.observed.push({ name, seconds }),
    };
    const platform = new SlackPlatform({
      ruled: { groups: false },
      language: 'en',
      settings: { botToken, appToken, apiUrl, alertsTo: this.operators, answerMessages: 8 },
      openStore: openRecords(this.database, this.clock),
      retentionMs: 30 * 24 * 60 * 60_000,
      clock: this.clock,
      log: quietLog(this.logLines),
      meter,
      ...options,
    });
    onTestFinished(() => platform.close());
    return platform;
  }

  mention(text: string, more: { threadTs?: string; channel?: string } = {}): string {
    const { channel = this.general, ...rest } = more;
    return this.anna.post({ channel, text: `<@${this.slack.botUserId}> ${text}`, ...rest });
  }

  arrival(isLike?: (arrival: Arrival) => boolean): Promise<Arrival> {
    return this.inbox.arrival(isLike);
  }

  memory(turnId: string): KeptMemory {
    return new KeptMemory(turnId);
  }

  /** The place of an arrival, with an empty memory. */
  async place(isLike?: (arrival: Arrival) => boolean): Promise<{ arrival: Arrival; memory: KeptMemory; place: Place }> {
    const arrival = await this.arrival(isLike);
    const memory = this.memory(arrival.id);
    return { arrival, memory, place: this.platform.at(arrival.address, memory) };
  }

  /** Anna asks: with the place of the answer. */
  async ask(text = 'why?'): Promise<{ ts: string; arrival: Arrival; memory: KeptMemory; place: Place }> {
    const ts = this.mention(text);
    return { ts, ...(await this.place((each) => JSON.stringify(each.address).includes(ts))) };
  }

  /** What stands in a thread below its root. */
  answers(threadTs: string, channel = this.general): string[] {
    return this.slack
      .messages(channel, threadTs)
      .slice(1)
      .map((message) => message.text);
  }

  /** Lets what is on its way arrive, where a test wants to see that nothing comes of it. */
  async ticks(): Promise<void> {
    for (let index = 0; index < 3; index += 1) await this.#roundTrip();
  }

  /** For what shows in the bot and not in the fake. */
  async eventually(see: () => unknown): Promise<void> {
    while (!see()) await this.#roundTrip();
  }

  /** Time passes in steps until something is seen. */
  async drive(see: () => unknown, { stepMs = 500, what = 'something' } = {}): Promise<void> {
    for (let step = 0; !see(); step += 1) {
      if (step > 2_000) throw new Error(`${what} did not come`);
      await this.ticks();
      if (!see()) await this.clock.advance(stepMs);
    }
  }

  /** A call to the fake and back: what was sent over the same loopback before has been read by then. */
  async #roundTrip(): Promise<void> {
    await fetch(`${this.slack.apiUrl}api.test`, { method: 'POST' });
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** All that was delivered so far has ended, one way or the other. */
  async settled(): Promise<void> {
    await this.slack.waitFor(() => this.slack.deliveries.every((delivery) => delivery.ended), 'the end of deliveries');
  }
}

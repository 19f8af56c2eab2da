import { messageTurn } from '../../src/adapters/discord/arrive/discord-arrival.ts';
import { systemClock } from '../../src/async/clock.ts';
import { arrivalId } from '../../src/core/arrival-id.ts';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { Fault } from '../../test/fakes/discord/faults.ts';
import type { Interaction } from '../../test/fakes/discord/interaction.ts';
import type { Person } from '../../test/fakes/discord/person.ts';
import type { SeenMessage } from '../../test/fakes/discord/seen-message.ts';
import type { Channel } from '../../test/fakes/discord/world.ts';
import type { Chance } from './chance.ts';
import { askedAtFirst, type Opening, type Question, type Talk } from './question.ts';
import { MODEL, PEOPLE, withoutQuestions } from './scene.ts';
import type { Said, TortureStage, Trouble } from './torture-stage.ts';

const ROOMS = 3;
const PAST = /\/channels\/\d+\/messages$/;
const SENDS = /\/messages|\/callback|\/webhooks/;

/** Words that point to a message, and its id. */
const LINK = /\[([^\]]*)\]\(<?https:\S+?(\d+)>?\)/g;

type Asked = { message: { id: string; channelId: string } } | { interaction: Interaction };

/** A server with people and rooms, in one of which the bot may not open threads, and direct messages. */
export class DiscordTortureStage implements TortureStage {
  readonly aitta: Standin;
  readonly longTo = 900;
  readonly openings: readonly Opening[] = ['mention', 'mention', 'reply', 'reply', 'command'];
  readonly #discord: FakeDiscord;
  readonly #time: { aheadMs: number };
  readonly #people: readonly Person[];
  readonly #rooms: readonly Channel[];
  readonly #withoutThreads: Channel;
  readonly #asked = new Map<Question, Asked>();

  private constructor(discord: FakeDiscord, aitta: Standin, time: { aheadMs: number }) {
    this.#discord = discord;
    this.#time = time;
    this.aitta = aitta;
    const guild = discord.addGuild();
    this.#people = Array.from({ length: PEOPLE }, (_, n) => discord.addMember({ guild, name: `person${n}` }));
    this.#rooms = Array.from({ length: ROOMS }, (_, n) => discord.addChannel({ guild, name: `room${n}` }));
    this.#withoutThreads = discord.addChannel({ guild, name: 'no-threads', deny: ['CreatePublicThreads'] });
  }

  static async open(): Promise<DiscordTortureStage> {
    const time = { aheadMs: 0 };
    const clock = { ...systemClock, now: () => Date.now() + time.aheadMs };
    const discord = await FakeDiscord.start({ messageContentGranted: true, clock });
    const aitta = createStandin({ scenario: { models: [MODEL] } });
    await aitta.listen();
    return new DiscordTortureStage(discord, aitta, time);
  }

  /** Discord tells a process that was away only of what it asks for, and it can ask only where the bot has been. */
  get known(): readonly Opening[] {
    return [
      ...this.#rooms.map(() => 'mention' as const),
      'reply',
      ...this.#people.slice(0, 4).map(() => 'direct' as const),
    ];
  }

  get settings(): Readonly<Record<string, string>> {
    return {
      DISCORD_TOKEN: this.#discord.token,
      DISCORD_API_URL: this.#discord.apiUrl,
      DISCORD_MESSAGE_CONTENT: 'true',
      AITTA_API_URL: this.aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      AITTA_MODEL: MODEL.id,
    };
  }

  meet(): void {} // it connects by itself

  async ready(): Promise<void> {}

  complaints(): string[] {
    return [];
  }

  ask(question: Question): boolean {
    const { talk, way } = question;
    const asked = askedAtFirst(question);
    const person = this.#personOf(talk);
    if (way === 'command') {
      if (this.#discord.commands.list().length === 0) return false;
      this.#asked.set(question, { interaction: person.slash('aitta ask', { question: asked }, this.#roomOf(talk)) });
      return true;
    }
    const isFirst = talk.questions[0] === question;
    const channel = isFirst ? this.#roomOf(talk) : talk.opened === 'direct' ? this.#roomOf(talk) : this.#threadOf(talk);
    if (!channel) return false;
    const content = way === 'mention' || way === 'reply' ? `${this.#discord.mention} ${asked}` : asked;
    this.#asked.set(question, { message: person.post({ channel, content }) });
    return true;
  }

  press({ talk }: Question, label: string): boolean {
    const open = this.#messagesIn(talk).find((message) => message.byBot && hasButton(message, label));
    if (open) this.#personOf(talk).press(open, label);
    return open !== undefined;
  }

  edit(question: Question, asked: string): boolean {
    const { talk, way } = question;
    const known = this.#asked.get(question);
    if (!known || !('message' in known)) return false;
    const isMention = way === 'mention' || way === 'reply';
    this.#personOf(talk).edit(known.message, isMention ? `${this.#discord.mention} ${asked}` : asked);
    return true;
  }

  saidIn(talk: Talk): Said[] {
    return this.#messagesIn(talk)
      .filter(({ byBot }) => byBot)
      .map(readSaid);
  }

  saidAnywhere(): Said[] {
    const talks = new Set([...this.#asked.keys()].map(({ talk }) => talk));
    const threads = [...talks].flatMap((talk) => this.#threadOf(talk) ?? []);
    const direct = this.#people.map((person) => this.#discord.openDm(person));
    const channels = [...this.#rooms, this.#withoutThreads, ...threads, ...direct];
    return channels.flatMap((channel) =>
      this.#discord
        .messages(channel)
        .filter(({ byBot }) => byBot)
        .map(readSaid),
    );
  }

  /** Only of commands and presses does Discord say so; messages have to be read up by whoever was away. */
  isUndelivered(question: Question): boolean {
    const asked = this.#asked.get(question);
    return asked !== undefined && 'interaction' in asked && this.#discord.hasFailed(asked.interaction);
  }

  isUnheard(): boolean {
    return false; // what is said before its thread is there is said nowhere
  }

  turnId(question: Question): string | undefined {
    const asked = this.#asked.get(question);
    if (!asked) return undefined;
    return 'message' in asked
      ? messageTurn(asked.message.channelId, asked.message.id)
      : arrivalId('discord', asked.interaction.id);
  }

  trouble(what: Trouble, chance: Chance): number {
    const sends = (fault: Omit<Fault, 'match'>): void => {
      const match = { method: chance.pick(['POST', 'PATCH']), path: SENDS };
      this.#discord.faults.push({ match, cut: chance.pick(['reset', 'end']), ...fault });
    };
    const everywhere = (fault: Omit<Fault, 'match'>): void => this.#discord.faults.push({ match: {}, ...fault });
    const delayMs = chance.pick([1_500, 4_000, 6_000, 17_000]);
    switch (what) {
      case 'lost-response':
        sends({ kind: 'lostResponse', times: chance.between(1, 3) });
        return 0;
      case 'late-arrival':
        sends({ kind: 'late', delayMs });
        return delayMs;
      case 'slow':
        sends({ kind: 'slow', delayMs });
        return delayMs;
      case 'hang':
        everywhere({ kind: 'hang' });
        return 0;
      case 'reset':
        everywhere({ kind: 'reset', times: chance.between(1, 4) });
        return 0;
      case 'rate-limit':
        everywhere({
          kind: 'status',
          status: 429,
          retryAfterSeconds: chance.between(1, 3),
          times: chance.between(1, 6),
        });
        return 0;
      case 'server-error':
        everywhere({ kind: 'status', status: chance.pick([500, 502, 503]), times: chance.between(1, 6) });
        return 0;
      case 'cut':
        this.#cut(chance);
        return 0;
      case 'redelivery':
        this.redeliver(chance.pick([...this.#asked.keys()]));
        return 0;
    }
  }

  heal(): void {
    this.#discord.faults.clear();
  }

  async atSend(isCarriedOut: boolean): Promise<void> {
    const kind = isCarriedOut ? 'lateResponse' : 'hang';
    const from = this.#discord.calls.length;
    const methods = isCarriedOut ? ['POST'] : ['POST', 'PATCH']; // an edit that is repeated does no harm
    for (const method of methods) this.#discord.faults.push({ match: { method, path: SENDS }, kind });
    const isMet = (): boolean => this.#discord.calls.slice(from).some(({ fault }) => fault === kind);
    await this.#discord.waitFor(isMet, 'a send').catch(() => undefined); // nobody sends: the fake gives up
  }

  get sends(): readonly string[] {
    const sends = this.#discord.calls.filter(({ method, path }) => method !== 'GET' && SENDS.test(path));
    return sends.map(({ method, path }) => `${method} ${path}`);
  }

  longAway(): void {
    if (this.#discord.callsUnderWay === 0) this.#discord.moderator.forgetNonces(); // else what arrives late may stand twice (docs/delivery.md)
  }

  passMinute(): void {
    this.#time.aheadMs += 60_000;
  }

  hidePast(): () => void {
    const fault: Fault = {
      match: { method: 'GET', path: PAST },
      kind: 'status',
      status: 503,
      times: Number.MAX_SAFE_INTEGER,
    };
    this.#discord.faults.push(fault);
    return () => this.#discord.faults.withdraw(fault);
  }

  redeliver(question: Question): void {
    const asked = this.#asked.get(question);
    if (asked && 'message' in asked) this.#discord.moderator.repeat(asked.message);
  }

  get lateCalls(): number {
    return this.#discord.callsUnderWay;
  }

  async close(): Promise<void> {
    await this.aitta.close();
    await this.#discord.close();
  }

  #cut(chance: Chance): void {
    const { gateway } = this.#discord;
    chance.pick([
      () => gateway.drop(),
      () => gateway.drop(4_000),
      () => gateway.requestReconnect(),
      () => gateway.invalidate(true),
      () => gateway.invalidate(false),
    ])();
  }

  #personOf({ person }: Talk): Person {
    const found = this.#people[person % this.#people.length];
    if (!found) throw new RangeError('there are no people');
    return found;
  }

  #roomOf(talk: Talk): Channel {
    if (talk.opened === 'direct') return this.#discord.openDm(this.#personOf(talk));
    return talk.opened === 'reply' ? this.#withoutThreads : (this.#rooms[talk.id % ROOMS] ?? this.#withoutThreads);
  }

  #threadOf(talk: Talk): Channel | undefined {
    const first = talk.questions[0];
    const asked = first && this.#asked.get(first);
    if (!asked) return undefined;
    if ('message' in asked) return this.#discord.threadOn(asked.message);
    const answer = this.#discord.answerTo(asked.interaction) ?? this.#quoting(talk)[0];
    return answer && this.#discord.threadOn(answer);
  }

  /** What the bot wrote for a command says first what was asked. */
  #quoting(talk: Talk): SeenMessage[] {
    const [first] = talk.questions;
    const asked = first ? askedAtFirst(first) : '';
    return this.#discord.messages(this.#roomOf(talk)).filter(({ byBot, text }) => byBot && text.includes(asked));
  }

  #messagesIn(talk: Talk): SeenMessage[] {
    const first = talk.questions[0];
    const asked = first && this.#asked.get(first);
    if (!asked) return [];
    const thread = this.#threadOf(talk);
    const inThread = thread ? this.#discord.messages(thread) : [];
    if (talk.opened === 'direct') return this.#discord.messages(this.#roomOf(talk));
    const room = this.#discord.messages(this.#roomOf(talk));
    const response = 'message' in asked ? undefined : this.#discord.answerTo(asked.interaction);
    const original = response?.id;
    const whispered = response?.ephemeralFor === undefined ? [] : [response]; // why a command was not taken
    const quoting = new Set('message' in asked ? [] : this.#quoting(talk).map(({ id }) => id));
    const isOwn = ({ id, replyTo }: SeenMessage): boolean =>
      'message' in asked ? replyTo === asked.message.id : id === original || quoting.has(id);
    const own = room.filter(isOwn);
    const pointed = new Set(own.flatMap(({ text }) => [...text.matchAll(LINK)].map(([, , id]) => id)));
    // A notice is no reply, and where nothing had been shown before it nothing points to it.
    const begins = talk.questions.flatMap(({ wordings }) => wordings.map((wording) => wording.begins));
    const isNotice = ({ id, text, byBot }: SeenMessage): boolean =>
      pointed.has(id) || (byBot && text.startsWith('<@') && begins.some((words) => text.includes(words)));
    return [...whispered, ...own, ...room.filter((message) => isNotice(message) && !isOwn(message)), ...inThread];
  }
}

const hasButton = ({ buttons }: SeenMessage, wanted: string): boolean => buttons.some(({ label }) => label === wanted);

const readSaid = (message: SeenMessage): Said => ({
  text: withoutQuestions(message.text).replaceAll(LINK, '$1'),
  isOpen: message.loading || hasButton(message, english.stop),
  id: `${message.channelId}/${message.id}`,
});

import { arrivalId } from '../../src/core/arrival-id.ts';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import type { Delivery } from '../../test/fakes/slack/deliveries.ts';
import { FakeSlack } from '../../test/fakes/slack/fake-slack.ts';
import type { Fault } from '../../test/fakes/slack/faults.ts';
import type { Person } from '../../test/fakes/slack/person.ts';
import type { ReadMessage } from '../../test/fakes/slack/read-message.ts';
import type { Chance } from './chance.ts';
import { askedAtFirst, type Opening, type Question, type Talk } from './question.ts';
import { MODEL, PEOPLE, withoutQuestions } from './scene.ts';
import type { Said, TortureStage, Trouble } from './torture-stage.ts';

const CHANNELS = 5;
const SENDS = [
  'chat.postMessage',
  'chat.update',
  'chat.startStream',
  'chat.appendStream',
  'chat.stopStream',
  'chat.delete',
];
const POSTS = ['chat.postMessage', 'chat.startStream'];
/** Slack tries again for five minutes, the fake at once: so many tries last until a process is back. */
const TRIES = 60;
/** After this the app gives a call up (`src/adapters/slack/api/slack-api.ts`), milliseconds. */
const GIVEN_UP_MS = 10_000;

interface Asked {
  channel: string;
  ts: string;
  slash?: Delivery;
}

/** A workspace with people, channels and direct messages. */
export class SlackTortureStage implements TortureStage {
  readonly aitta: Standin;
  readonly longTo = 2_600;
  readonly openings: readonly Opening[] = ['mention', 'mention', 'direct', 'command'];
  readonly known: readonly Opening[] = [];
  readonly #slack: FakeSlack;
  readonly #people: readonly Person[];
  readonly #channels: readonly string[];
  readonly #asked = new Map<Question, Asked>();
  /** In their order. */
  readonly #acknowledged: Delivery[] = [];
  readonly #roots = new Map<Talk, { channel: string; ts: string }>();

  private constructor(slack: FakeSlack, aitta: Standin) {
    this.#slack = slack;
    this.aitta = aitta;
    this.#people = Array.from({ length: PEOPLE }, (_, n) => slack.addUser({ name: `person${n}` }));
    const members = this.#people.map(({ id }) => id);
    this.#channels = Array.from({ length: CHANNELS }, (_, n) => slack.addChannel({ name: `room${n}`, members }).id);
  }

  static async open(): Promise<SlackTortureStage> {
    const slack = await FakeSlack.start();
    slack.sockets.retryAfterMs.push(...Array.from({ length: TRIES }, () => 0));
    const aitta = createStandin({ scenario: { models: [MODEL] } });
    await aitta.listen();
    return new SlackTortureStage(slack, aitta);
  }

  get settings(): Readonly<Record<string, string>> {
    return {
      SLACK_BOT_TOKEN: this.#slack.botToken,
      SLACK_APP_TOKEN: this.#slack.appToken,
      SLACK_API_URL: this.#slack.apiUrl,
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
    const channel = talk.opened === 'direct' ? person.directMessage : this.#channelOf(talk);
    if (way === 'command') {
      const ts = this.#slack.world.nextTs();
      const slash = person.slash('/aitta', `ask ${asked}`, channel);
      this.#asked.set(question, { channel, ts, slash });
      return true;
    }
    const root = this.#rootOf(talk);
    const isFirst = talk.questions[0] === question;
    if (!isFirst && root === undefined) return false;
    const text = way === 'mention' ? `<@${this.#slack.botUserId}> ${asked}` : asked;
    const ts = person.post({ channel, text, ...(root && { threadTs: root.ts }) });
    this.#asked.set(question, { channel, ts });
    this.#noteAcknowledgements(question);
    if (isFirst) this.#roots.set(talk, { channel, ts });
    return true;
  }

  press({ talk }: Question, wanted: string): boolean {
    const root = this.#rootOf(talk);
    const messages = root ? this.#slack.messages(root.channel, root.ts) : [];
    const open = messages.find(({ controls }) => controls.some(({ label }) => label === wanted));
    if (open) this.#personOf(talk).press(open, wanted);
    return open !== undefined;
  }

  edit(question: Question, asked: string): boolean {
    const { talk, way } = question;
    const known = this.#asked.get(question);
    if (!known || way === 'command') return false;
    const text = way === 'mention' ? `<@${this.#slack.botUserId}> ${asked}` : asked;
    this.#personOf(talk).edit(known, text);
    return true;
  }

  saidIn(talk: Talk): Said[] {
    const root = this.#rootOf(talk);
    return (root ? this.#slack.messages(root.channel, root.ts) : this.#repliesTo(talk)).flatMap(readSaid);
  }

  saidAnywhere(): Said[] {
    return this.#slack
      .everythingSaid()
      .filter(({ deleted }) => !deleted)
      .flatMap(readSaid);
  }

  isUndelivered(question: Question): boolean {
    const deliveries = this.#deliveriesOf(question);
    return deliveries.length > 0 && deliveries.every(({ ended }) => ended?.state === 'lost');
  }

  isUnheard(question: Question): boolean {
    const [first] = question.talk.questions;
    if (first?.way !== 'mention' || question.way !== 'follow-up') return false;
    const [own, mention] = [this.#acknowledgedAs(question), this.#acknowledgedAs(first)];
    return own < mention;
  }

  turnId(question: Question): string | undefined {
    const asked = this.#asked.get(question);
    if (!asked || asked.slash) return undefined;
    return arrivalId('slack', this.#slack.world.teamId, asked.channel, asked.ts);
  }

  trouble(what: Trouble, chance: Chance): number {
    const sends = (fault: Omit<Fault, 'method'>): void =>
      this.#slack.faults.push({ method: chance.pick(SENDS.slice(0, 2)), ...fault });
    const everywhere = (fault: Omit<Fault, 'method'>): void => this.#slack.faults.push({ method: '*', ...fault });
    const delayMs = chance.pick([1_500, 4_000, 6_000, GIVEN_UP_MS + 2_000]);
    switch (what) {
      case 'lost-response':
        sends({ kind: 'lostResponse', times: chance.between(1, 3) });
        return 0;
      case 'late-arrival':
        sends({ kind: 'lateArrival', delayMs });
        return delayMs;
      case 'slow':
        sends({ kind: 'slow', delayMs });
        return delayMs;
      case 'hang':
        everywhere({ kind: 'hang' });
        return GIVEN_UP_MS;
      case 'reset':
        everywhere({ kind: 'reset', times: chance.between(1, 4) });
        return 0;
      case 'rate-limit':
        everywhere({
          kind: 'error',
          status: 429,
          retryAfterSeconds: chance.between(1, 3),
          times: chance.between(1, 6),
        });
        return 3_000;
      case 'server-error':
        everywhere({ kind: 'error', status: chance.pick([500, 502, 503]), times: chance.between(1, 6) });
        return 0;
      case 'cut':
        this.#slack.sockets.cut(chance.between(1, 2));
        return 0;
      case 'redelivery':
        this.redeliver(chance.pick([...this.#asked.keys()]));
        return 0;
    }
  }

  heal(): void {
    this.#slack.faults.clear();
  }

  atSend(isCarriedOut: boolean): Promise<void> {
    let met = false;
    const when = (): boolean => !met && (met = true); // of the kinds of sends whichever comes first
    const kind = isCarriedOut ? 'lateResponse' : 'hang';
    const methods = isCarriedOut ? POSTS : SENDS; // an edit that is repeated does no harm
    this.#slack.faults.push(...methods.map((method): Fault => ({ method, kind, when })));
    return this.#slack.waitFor(() => met, 'a send').then(() => undefined);
  }

  get sends(): readonly string[] {
    return this.#slack.calls.flatMap(({ method }) => (SENDS.includes(method) ? [method] : []));
  }

  longAway(): void {
    // Slack remembers no sends at all.
  }

  passMinute(): void {
    // Slack delivers again by its own count of tries.
  }

  hidePast(): () => void {
    return () => undefined; // it delivers again what was not acknowledged: nothing has to be read
  }

  redeliver(question: Question): void {
    for (const delivery of this.#deliveriesOf(question)) if (delivery.kind === 'event') this.#slack.repeat(delivery);
  }

  get lateCalls(): number {
    return this.#slack.callsUnderWay;
  }

  async close(): Promise<void> {
    await this.#slack.close();
    await this.aitta.close();
  }

  /** The how many-th acknowledgement was the first one of a question's deliveries? */
  #acknowledgedAs(question: Question): number {
    const numbers = this.#deliveriesOf(question).map((delivery) => this.#acknowledged.indexOf(delivery));
    return Math.min(...numbers.filter((number) => number >= 0), Number.POSITIVE_INFINITY);
  }

  #noteAcknowledgements(question: Question): void {
    for (const delivery of this.#deliveriesOf(question))
      void delivery.outcome.then(({ state }) => state === 'acknowledged' && this.#acknowledged.push(delivery));
  }

  #deliveriesOf(question: Question): Delivery[] {
    const asked = this.#asked.get(question);
    if (!asked) return [];
    return asked.slash ? [asked.slash] : this.#slack.deliveriesOf(asked.ts);
  }

  #personOf({ person }: Talk): Person {
    const found = this.#people[person % this.#people.length];
    if (!found) throw new RangeError('there are no people');
    return found;
  }

  #channelOf({ id }: Talk): string {
    return this.#channels[id % CHANNELS] ?? '';
  }

  /** What only the asker reads of a command of which nothing else came: why it was refused. */
  #repliesTo(talk: Talk): ReadMessage[] {
    const [first] = talk.questions;
    const asked = first && this.#asked.get(first);
    if (!asked?.slash) return [];
    return this.#personOf(talk).ephemerals.filter(({ channel, ts }) => channel === asked.channel && ts > asked.ts);
  }

  /** What a command opens begins with a message of the bot's, which says what was asked. */
  #rootOf(talk: Talk): { channel: string; ts: string } | undefined {
    const known = this.#roots.get(talk);
    const first = talk.questions[0];
    if (known || first?.way !== 'command') return known;
    const channel = this.#channelOf(talk);
    const found = this.#slack.messages(channel).find(({ byBot, text }) => byBot && text.includes(askedAtFirst(first)));
    if (found) this.#roots.set(talk, { channel, ts: found.ts });
    return found && { channel, ts: found.ts };
  }
}

const readSaid = (message: ReadMessage): Said[] => {
  if (!message.byBot) return [];
  const isOpen = message.streaming === 'in_progress' || message.controls.some(({ label }) => label === english.stop);
  return [
    {
      text: withoutQuestions(message.text),
      isOpen,
      id: `${message.channel}/${message.ts} ${JSON.stringify(message.metadata?.['event_payload'] ?? '')}`,
    },
  ];
};

import { threadOf } from '../../../src/adapters/web/talk/room.ts';
import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';
import { messageIdOf } from '../../../src/adapters/web/talk/intake.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../../src/standin/standin.ts';
import type { Standin } from '../../../src/standin/standin.ts';
import type { BotProcess } from '../../../test/whole/bot-process.ts';
import { Chance } from '../chance.ts';
import { askedAtFirst, type Opening, type Question, type Talk } from '../question.ts';
import { MODEL, PEOPLE } from '../scene.ts';
import type { Said, TortureStage, Trouble } from '../torture-stage.ts';
import { becomeBrowser, BrowserTab } from './browser-tab.ts';
import { Front } from './front.ts';
import type { FrontFault } from './front.ts';

const CHANNELS = ['web/general', 'web/random'];
const OFFLINE_MS = [300, 4_000] as const;

interface Asked {
  /** The message that asks. */
  id: string;
  nonce: string;
  room: string;
  text: string;
}

/** The page as people have it open, each in two tabs, one of which is reloaded now and then; both have to show the same in the end. */
export class WebTortureStage implements TortureStage {
  readonly aitta: Standin;
  readonly longTo = 900;
  readonly openings: readonly Opening[] = ['mention', 'mention', 'direct', 'command'];
  readonly known: readonly Opening[] = [];
  readonly #front: Front;
  readonly #tabs: BrowserTab[];
  /** Of the same people. */
  readonly #others: BrowserTab[];
  readonly #url: string;
  readonly #asked = new Map<Question, Asked>();

  private constructor(front: Front, url: string, aitta: Standin) {
    this.aitta = aitta;
    this.#front = front;
    this.#url = url;
    const open = (): BrowserTab[] => Array.from({ length: PEOPLE }, (_, n) => new BrowserTab(url, `Person ${n}`));
    this.#tabs = open();
    this.#others = open();
  }

  static async open(): Promise<WebTortureStage> {
    becomeBrowser();
    const front = new Front(new Chance(1));
    const aitta = createStandin({ scenario: { models: [MODEL] } });
    await aitta.listen();
    return new WebTortureStage(front, await front.listen(), aitta);
  }

  get settings(): Readonly<Record<string, string>> {
    return { WEB: 'chat', AITTA_API_URL: this.aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, AITTA_MODEL: MODEL.id };
  }

  meet(bot: BotProcess): void {
    void this.#front.meet(bot);
  }

  async ready(): Promise<void> {
    await Promise.all([...this.#tabs, ...this.#others].map((tab) => tab.open()));
  }

  ask(question: Question): boolean {
    const { talk, way } = question;
    const asked = askedAtFirst(question);
    const tab = this.#tabOf(talk);
    const room = talk.questions[0] === question ? this.#roomOf(talk) : this.#placeOf(talk);
    const { person: id } = tab;
    if (id === undefined || room === undefined) return false;
    const text = way === 'mention' ? `@Aitta ${asked}` : way === 'command' ? `/aitta ask ${asked}` : asked;
    const nonce = tab.send(room, text);
    if (nonce === undefined) return false;
    this.#asked.set(question, { id: messageIdOf({ id, name: '' }, nonce), nonce, room, text });
    const rooms = this.#roomsOf(talk.person);
    for (const each of this.#bothOf(talk)) each.look(rooms);
    return true;
  }

  press({ talk }: Question, label: string): boolean {
    const open = this.#botsIn(talk).find(({ choices = [] }) => choices.some((choice) => choice.label === label));
    if (open) this.#tabOf(talk).press(open.id, label);
    return open !== undefined;
  }

  edit(question: Question, asked: string): boolean {
    const { talk, way } = question;
    const known = this.#asked.get(question);
    const isSeen =
      known &&
      this.#tabOf(talk)
        .see(known.room)
        .some(({ id }) => id === known.id);
    if (!isSeen || way === 'command') return false;
    this.#tabOf(talk).edit(known.id, way === 'mention' ? `@Aitta ${asked}` : asked);
    return true;
  }

  saidIn(talk: Talk): Said[] {
    return this.#botsIn(talk).map(readSaid);
  }

  saidAnywhere(): Said[] {
    const everything = [...this.#tabs.keys()].flatMap((person) =>
      this.#roomsOf(person).flatMap((room) => this.#tabs[person]?.see(room) ?? []),
    );
    const once = new Map(everything.filter(({ by }) => by === 'bot').map((message) => [message.id, message]));
    return [...once.values()].map(readSaid);
  }

  complaints(): string[] {
    const people = [...this.#tabs.entries()];
    const refused = people.flatMap(([person, tab]) =>
      tab.refused.map((code) => `a message of person ${person} was refused: ${code}`),
    );
    const differing = people.flatMap(([person]) =>
      this.#roomsOf(person).flatMap((room) => {
        const [one = [], other = []] = [this.#tabs, this.#others].map((tabs) => tabs[person]?.see(room) ?? []);
        const at = differsAt(one, other);
        if (at === undefined) return [];
        const [here, there] = [one, other].map((messages) => JSON.stringify(messages[at])?.slice(0, 300));
        return [`two tabs of person ${person} show ${room} differently: ${here} and ${there}`];
      }),
    );
    return refused.concat(differing);
  }

  isUndelivered(): boolean {
    return false; // a tab sends it until it is taken
  }

  isUnheard(): boolean {
    return false; // what is said below a question is sent after it
  }

  turnId(question: Question): string | undefined {
    return this.#asked.get(question)?.id;
  }

  trouble(what: Trouble, chance: Chance): number {
    const delayMs = chance.pick([1_500, 4_000, 6_000, 17_000]);
    const faults: Partial<Record<Trouble, FrontFault>> = {
      'lost-response': { kind: 'lost-response' },
      'late-arrival': { kind: 'late', delayMs },
      slow: { kind: 'slow', delayMs },
      hang: { kind: 'hang' },
      reset: { kind: 'reset' },
      'rate-limit': { kind: 'status', status: 429 },
      'server-error': { kind: 'status', status: chance.pick([500, 502, 503]) },
    };
    const fault = faults[what];
    if (fault) this.#front.trouble(fault, chance.between(1, 3));
    else if (what === 'cut') this.#cut(chance);
    else if (this.#asked.size > 0) this.redeliver(chance.pick([...this.#asked.keys()]));
    return fault && 'delayMs' in fault ? delayMs : 0;
  }

  heal(): void {
    this.#front.heal();
  }

  atSend(isCarriedOut: boolean): Promise<void> {
    return this.#front.untold(isCarriedOut);
  }

  get sends(): readonly string[] {
    return []; // the page is the process's own: what it shows goes with it
  }

  longAway(): void {} // the page remembers nothing that ends

  passMinute(): void {}

  hidePast(): () => void {
    return () => undefined;
  }

  redeliver(question: Question): void {
    const asked = this.#asked.get(question);
    const { person = '' } = this.#tabOf(question.talk);
    if (!asked) return;
    const { nonce, room, text } = asked;
    const headers = { 'content-type': 'application/json', 'x-aitta-bot': '1', 'x-person': person };
    const body = JSON.stringify({ nonce, room, text });
    // Nobody waits for it, and the bot may be away.
    fetch(`${this.#url}/chat/messages`, { method: 'POST', headers, body }).catch(() => undefined);
  }

  get lateCalls(): number {
    return this.#front.late;
  }

  async close(): Promise<void> {
    for (const tab of [...this.#tabs, ...this.#others]) tab.close();
    await this.#front.close();
    await this.aitta.close();
  }

  #cut(chance: Chance): void {
    chance.pick([
      () => this.#front.cut(),
      () => void this.#front.goOffline(chance.between(...OFFLINE_MS)),
      () => this.#reload(this.#others, chance),
      () => this.#reload(this.#tabs, chance), // with what it has not sent
    ])();
  }

  #reload(tabs: BrowserTab[], chance: Chance): void {
    const person = chance.between(0, tabs.length - 1);
    const next = tabs[person]?.reload();
    if (!next) return;
    tabs[person] = next;
    void next.open();
  }

  #bothOf({ person }: Talk): BrowserTab[] {
    return [this.#tabs, this.#others].flatMap((tabs) => tabs[person % PEOPLE] ?? []);
  }

  #tabOf({ person }: Talk): BrowserTab {
    const tab = this.#tabs[person % PEOPLE];
    if (!tab) throw new RangeError('there are no people');
    return tab;
  }

  /** Where it begins. */
  #roomOf(talk: Talk): string | undefined {
    const { person } = this.#tabOf(talk);
    if (talk.opened === 'direct')
      return person === undefined || this.#hasAnother(talk) ? undefined : `web/direct/${person}`;
    return CHANNELS[talk.id % CHANNELS.length];
  }

  /** Somebody has one direct chat, and what is asked there is one talk. */
  #hasAnother(talk: Talk): boolean {
    const others = [...this.#asked.keys()].map((question) => question.talk).filter((other) => other !== talk);
    return others.some(({ opened, person }) => opened === 'direct' && person % PEOPLE === talk.person % PEOPLE);
  }

  /** Where it is answered, and goes on. */
  #placeOf(talk: Talk): string | undefined {
    const [first] = talk.questions;
    const asked = first && this.#asked.get(first);
    if (!asked || talk.opened === 'direct') return asked?.room;
    return threadOf(asked.room, asked.id).id;
  }

  /** In which somebody has asked something, or is answered. */
  #roomsOf(person: number): string[] {
    const talks = new Set([...this.#asked.keys()].map(({ talk }) => talk));
    const own = [...talks].filter((talk) => talk.person % PEOPLE === person % PEOPLE);
    return [...new Set(own.flatMap((talk) => [this.#roomOf(talk) ?? [], this.#placeOf(talk) ?? []].flat()))];
  }

  #botsIn(talk: Talk): ShownMessage[] {
    const room = this.#placeOf(talk);
    return room === undefined
      ? []
      : this.#tabOf(talk)
          .see(room)
          .filter(({ by }) => by === 'bot');
  }
}

const differsAt = (one: readonly ShownMessage[], other: readonly ShownMessage[]): number | undefined => {
  const at = Array.from({ length: Math.max(one.length, other.length) }).findIndex(
    (_, index) => JSON.stringify(one[index]) !== JSON.stringify(other[index]),
  );
  return at < 0 ? undefined : at;
};

const readSaid = ({ id, room, text = '', note = '', choices = [], isOpen, mentions = [] }: ShownMessage): Said => ({
  text: [...mentions.map((person) => `<@${person}>`), text, note].join(' ').trim(),
  isOpen: isOpen === true || choices.some(({ label }) => label === english.stop),
  id: `${room}/${id}`,
});

import type { Clock } from '../../src/async/clock.ts';
import type { Arrival, Inbox, Json } from '../../src/core/ports/arrival.ts';
import type { Fetched } from '../../src/core/ports/files.ts';
import type { Memory } from '../../src/core/ports/memory.ts';
import type { Sight } from '../../src/core/ports/person.ts';
import type { Place, Platform, PlatformHealth, Scene, View } from '../../src/core/ports/platform.ts';

/** What a person saw of one question; times are those of the clock's `monotonic`. */
export interface SeenQuestion {
  id: string;
  person: string;
  model: string;
  askedMs: number;
  firstSignMs?: number;
  /** When something of the answer stood there. */
  firstTextMs?: number;
  answeredMs?: number;
  /** Changes of what is shown before that. */
  edits: number;
  /** What the answer is, or what was said instead. */
  said?: string;
  notified: boolean;
}

/** A platform that does nothing but note when what is shown changes. */
export class SimulatedPlatform implements Platform {
  readonly name = 'simulated';
  readonly questions = new Map<string, SeenQuestion>();
  readonly #open = new Set<string>();
  readonly #clock: Clock;
  #inbox: Inbox | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async start(inbox: Inbox): Promise<void> {
    this.#inbox = inbox;
  }
  async stop(): Promise<void> {
    this.#inbox = undefined;
  }
  async close(): Promise<void> {
    await this.stop();
  }
  async locale(): Promise<undefined> {
    return undefined;
  }
  health(): PlatformHealth {
    return { ok: true, note: 'simulated' };
  }

  /** How many questions have no answer yet. */
  get open(): number {
    return this.#open.size;
  }

  /** Somebody asks in a thread of its own. */
  async ask({ person, model, text }: { person: string; model: string; text: string }): Promise<void> {
    const id = `question-${this.questions.size}`;
    const askedMs = this.#clock.monotonic();
    this.questions.set(id, { id, person, model, askedMs, edits: 0, notified: false });
    this.#open.add(id);
    const arrival: Omit<Arrival, 'address'> = {
      id,
      platform: this.name,
      workspace: 'workspace',
      channel: 'general',
      conversation: id,
      placeKind: 'thread',
      personId: person,
      input: { command: 'ask', args: { question: text, model } },
      at: this.#clock.now(),
    };
    await this.#inbox?.receive({ ...arrival, address: id });
  }

  at(address: Json, _memory: Memory): Place {
    const question = this.questions.get(typeof address === 'string' ? address : '');
    if (!question) throw new Error(`nobody has asked ${JSON.stringify(address)}`);
    return new SimulatedPlace(question, this.#clock, () => void this.#open.delete(question.id));
  }
}

class SimulatedPlace implements Place {
  readonly #question: SeenQuestion;
  readonly #clock: Clock;
  readonly #onAnswered: () => void;
  #shown: string | undefined;
  #isOver = false;

  constructor(question: SeenQuestion, clock: Clock, onAnswered: () => void) {
    this.#question = question;
    this.#clock = clock;
    this.#onAnswered = onAnswered;
  }

  async read(): Promise<Scene> {
    return {
      person: {
        name: this.#question.person,
        standing: 'member',
        groups: [],
        workspaces: { here: ['workspace'], all: ['workspace'] },
        managesChannel: false,
      },
      text: '',
      where: '#general',
      direct: false,
      files: [],
      earlier: [],
    };
  }
  async fetch(): Promise<Fetched> {
    return { type: 'unread', why: 'gone' };
  }
  async checkReach(): Promise<AbortSignal> {
    return new AbortController().signal;
  }
  async sees(): Promise<Sight> {
    return 'everybody';
  }
  async shown(): Promise<void> {
    return undefined;
  }

  progress(view: View): void {
    if (this.#isOver) return;
    const now = JSON.stringify([view.text, view.note, view.choices?.map(({ label }) => label), view.notify?.round]);
    if (now === this.#shown) return;
    const isFirst = this.#question.firstSignMs === undefined;
    this.#shown = now;
    this.#question.firstSignMs ??= this.#clock.monotonic();
    if (view.text !== undefined && view.text !== '') this.#question.firstTextMs ??= this.#clock.monotonic();
    else if (!isFirst) this.#question.edits += 1;
    this.#question.notified ||= view.notify !== undefined;
  }

  async say(view: View): Promise<void> {
    this.#isOver = true;
    this.#question.firstTextMs ??= this.#clock.monotonic();
    this.#question.answeredMs = this.#clock.monotonic();
    this.#question.said = view.text ?? '';
    this.#onAnswered();
    this.#question.notified ||= view.notify !== undefined;
  }

  async leave(): Promise<void> {
    this.#isOver = true;
  }
}

import { onTestFinished } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import type { ModelGateway } from '../../src/core/ports/model.ts';
import { CONTROL_PATH } from '../../src/standin/control-endpoint.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { startWithStandin } from '../adapters/aitta/gateway-bench.ts';
import { Asking } from '../doubles/asking.ts';
import { SmallBot } from '../doubles/small-bot.ts';
import { openDiscordPlace } from './discord-matrix-place.ts';
import type { MatrixPlace, Question, ReadByAsker } from './matrix-place.ts';
import { claimOf, matrixStates, MODEL } from './matrix-states.ts';
import type { MatrixState, StateName } from './matrix-states.ts';
import { openSlackPlace } from './slack-matrix-place.ts';

export const PLACES = ['Slack channel', 'Slack DM', 'Discord thread', 'Discord slash'] as const;
export const ACTIONS = ['wait', 'Stop', 'second question', 'kill'] as const;
export type PlaceName = (typeof PLACES)[number];
export type Action = (typeof ACTIONS)[number];

const STEP_MS = 1_000;
const ACT_AFTER_MS = 15_000;
const MAX_MS = 330_000;
/** What the bot knows of the workers is at most so old, milliseconds. */
const TRUTH_LAG_MS = 30_000;
/** From then on an end has to notify, milliseconds. */
const NOTIFY_AFTER_MS = 120_000;

interface Seen {
  atMs: number;
  which: string;
  message: number;
  text: string;
  buttons: string[];
  pings: boolean;
}

/** One cell of the matrix: what the asker reads, in order, and what is true of every cell. */
export class MatrixCell {
  readonly #core = new SmallBot();
  readonly #place: MatrixPlace;
  readonly #standin: Standin;
  readonly #gateway: ModelGateway;
  readonly #state: MatrixState;
  readonly #seen: Seen[] = [];
  readonly #shown = new Map<string, string>();
  /** When which of the claims was last true. */
  readonly #truths = new Map<string, number>();
  readonly #falsePhases: string[] = [];
  #questions: [string, Question][] = [];
  #askedAt = 0;

  static async open(state: StateName, place: PlaceName): Promise<MatrixCell> {
    const core = new SmallBot();
    core.defaultModel = MODEL;
    onTestFinished(() => core.close());
    const world =
      place === 'Slack channel' || place === 'Slack DM'
        ? await openSlackPlace(core, place === 'Slack DM' ? 'direct' : 'channel')
        : await openDiscordPlace(core, place === 'Discord slash' ? 'slash' : 'thread');
    const { model, concurrency = 8 }: MatrixState = matrixStates[state];
    const bench = await startWithStandin(model ?? {}, { clock: core.clock, budget: { concurrency } });
    return new MatrixCell(core, world, { ...bench, state: matrixStates[state] });
  }

  private constructor(
    core: SmallBot,
    place: MatrixPlace,
    { standin, gateway, state }: { standin: Standin; gateway: ModelGateway; state: MatrixState },
  ) {
    this.#core = core;
    this.#place = place;
    this.#standin = standin;
    this.#gateway = gateway;
    this.#state = state;
  }

  /** @returns what was read, line by line, and what is wrong with it */
  async play(action: Action): Promise<{ table: string[]; faults: string[] }> {
    let process = await this.#begin('a');
    await this.#settle();
    await this.#gateway.models();
    this.#state.before?.(this.#standin);
    const { busySeconds } = this.#state;
    if (busySeconds !== undefined) {
      void new Asking(this.#gateway, { model: MODEL, person: 'zoe', text: `count to ${busySeconds}` });
      await this.#pass(5_000);
    }
    this.#askedAt = this.#core.clock.now();
    const first = this.#place.ask('repeat: Because.');
    this.#questions = [['', first]];
    await this.#pass(ACT_AFTER_MS);
    if (action === 'Stop') this.#stop(first);
    if (action === 'second question') this.#questions.push(['2nd ', this.#place.askOn(first, 'repeat: So.')]);
    if (action === 'kill') {
      await process.kill();
      process = await this.#begin('b');
    }
    await this.#untilOver();
    const length = this.#seen.length;
    await this.#pass(15_000);
    const faults = this.#faults(action, length);
    await process.kill();
    return { table: this.#table(), faults };
  }

  async #begin(owner: string): Promise<{ kill: () => Promise<void> }> {
    let isDead = false;
    this.#core.otherGateway = mortal(this.#gateway, () => isDead);
    const { kill } = await this.#driven(this.#place.begin(owner));
    return {
      kill: async () => {
        isDead = true;
        await this.#driven(kill());
      },
    };
  }

  /** Time passes until it is done. */
  async #driven<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const done = work.finally(() => (state.isDone = true));
    await this.#settle();
    while (!state.isDone) await this.#pass(STEP_MS);
    return done;
  }

  #stop(question: Question): void {
    const message = question.read().find(({ buttons }) => buttons.includes(english.stop));
    if (message) this.#place.press(message, english.stop);
  }

  async #untilOver(): Promise<void> {
    const { clock } = this.#core;
    for (let quiet = 0; quiet < 3;) {
      if (clock.now() - this.#askedAt > MAX_MS) throw new Error(`this has no end:\n${this.#table().join('\n')}`);
      await this.#pass(STEP_MS);
      quiet = this.#isOver() ? quiet + 1 : 0;
    }
  }

  #isOver(): boolean {
    return this.#questions.every(([, question]) => {
      const read = question.read();
      return read.length > 0 && read.every((message) => !isOpen(message));
    });
  }

  async #pass(ms: number): Promise<void> {
    const { clock } = this.#core;
    for (const end = clock.now() + ms; clock.now() < end;) {
      await clock.advance(Math.min(STEP_MS, end - clock.now()));
      const { after } = this.#state;
      if (after && this.#askedAt > 0 && clock.now() - this.#askedAt >= after.seconds * 1_000) after.act(this.#standin);
      await this.#settle();
      await this.#noteTruth();
      this.#look();
    }
  }

  /** Everything is in this process: what is on its way has arrived once nothing moves for some rounds of the event loop. */
  async #settle(): Promise<void> {
    for (let quiet = 0, before = ''; quiet < 6;) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const { calls, isBusy } = this.#place.traffic();
      const now = `${calls} ${this.#standin.requests.length}`;
      quiet = now === before && !isBusy ? quiet + 1 : 0;
      before = now;
    }
  }

  #look(): void {
    const atMs = this.#core.clock.now() - this.#askedAt;
    for (const [which, question] of this.#questions) {
      for (const [n, { id, text, buttons, pings }] of question.read().entries()) {
        this.#checkClaim(text);
        const shown = JSON.stringify([text, buttons, pings]);
        if (this.#shown.get(id) === shown) continue;
        this.#shown.set(id, shown);
        this.#seen.push({ atMs, which, message: n + 1, text, buttons, pings });
      }
    }
  }

  async #noteTruth(): Promise<void> {
    const now = this.#core.clock.now();
    for (const truth of await truthOf(this.#standin, now)) this.#truths.set(truth, now);
  }

  #checkClaim(text: string): void {
    const claim = claimOf(text);
    if (claim === undefined) return;
    const lagMs = this.#core.clock.now() - (this.#truths.get(claim) ?? Number.NEGATIVE_INFINITY);
    if (lagMs > TRUTH_LAG_MS) this.#falsePhases.push(`${text} (for ${lagMs / 1_000} s)`);
  }

  /** What is not as it has to be in every cell. @param length of the table at the end */
  #faults(action: Action, length: number): string[] {
    const read = this.#questions.flatMap(([, question]) => question.read());
    const answers = (words: string): number =>
      new Set(read.filter((each) => says(each, words)).map(({ id }) => id)).size;
    const first = this.#state === matrixStates.dying ? 'Because' : 'Because.';
    const late = this.#seen.filter((each) => says(each, first) && each.atMs > NOTIFY_AFTER_MS + STEP_MS);
    const limited = this.#standin.requests.filter(({ status }) => status === 429).length;
    return [
      ...this.#falsePhases.map((text) => `a false phase: ${text}`),
      ...this.#seen.slice(length).map(({ text }) => `after the end: ${text}`),
      ...read.filter(isOpen).map(({ text }) => `a promise that stands open: ${text}`),
      ...(action === 'Stop' || answers(first) === 1 ? [] : [`${answers(first)} answers to the first`]),
      ...(action !== 'second question' || answers('So.') === 1 ? [] : [`${answers('So.')} answers to the second`]),
      ...late.filter(({ pings }) => !pings).map(({ text }) => `notifies nobody: ${text}`),
      ...(limited > (this.#state === matrixStates.limited ? 1 : 0) ? ['more requests than Aitta allows'] : []),
    ];
  }

  #table(): string[] {
    return this.#seen.map(({ atMs, which, message, text, buttons, pings }) => {
      const time = `${Math.floor(atMs / 60_000)}:${String(Math.floor(atMs / 1_000) % 60).padStart(2, '0')}`;
      const told = text.replaceAll('\n', ' / ');
      const notified = pings ? ' (notifies)' : '';
      return `${time}  ${which}${message}  ${told}${buttons.map((label) => ` [${label}]`).join('')}${notified}`;
    });
  }
}

const isOpen = ({ text, buttons }: ReadByAsker): boolean =>
  buttons.includes(english.stop) || /…( · [\d hmins]+)?$/.test(text) || text.includes(english.parked);

const says = ({ text }: Pick<ReadByAsker, 'text'>, words: string): boolean => text.split('\n').includes(words);

/** A gateway whose process can be killed: whoever listens then hears nothing more. */
const mortal = (gateway: ModelGateway, isDead: () => boolean): ModelGateway => ({
  models: () => gateway.models(),
  awaitModels: (tell, signal) => gateway.awaitModels(tell, signal),
  service: () => gateway.service(),
  outlook: (model, personId) => gateway.outlook(model, personId),
  warm: (model) => gateway.warm(model),
  estimateTokens: (model, text) => gateway.estimateTokens(model, text),
  generate: async function* (request, signal) {
    for await (const event of gateway.generate(request, signal)) {
      if (isDead()) await new Promise(() => undefined);
      yield event;
    }
  },
});

interface Described {
  models: { workers: string[] }[];
  faults: unknown[];
  downtimes: { begin: string }[];
}

/** What the lines of a wait may say now. */
const truthOf = async (standin: Standin, now: number): Promise<string[]> => {
  const response = await fetch(`${standin.url}${CONTROL_PATH}`);
  const { models, faults, downtimes } = (await response.json()) as Described;
  return [
    ...models.flatMap(({ workers }) => workers),
    ...(faults.length > 0 ? ['outage'] : []),
    ...(downtimes.some(({ begin }) => Date.parse(begin) <= now) ? ['downtime'] : []),
  ];
};

import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import { late, within } from '../../async/within.ts';
import { haltChoice, waitChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import { alwaysChoice } from '../commands/waiting.ts';
import { BotError } from '../errors.ts';
import type { WaitingChoice } from '../memory/settings.ts';
import type { Model, ModelEvent, ModelGateway } from '../ports/model.ts';
import { findRunning } from '../prompt/choose-model.ts';
import type { OutageEnds } from './outage-ends.ts';
import {
  afterEvent,
  askedTimes,
  beginWaiting,
  isClosed,
  isColdWait,
  isDown,
  isNews,
  isOutdated,
  MAX_WAIT_MS,
  promises,
  untilNextTick,
  wholeWaitingView,
} from './waiting.ts';
import type { Waiting } from './waiting.ts';

export interface WaitBoardParts extends Pick<Command, 'turn' | 'place' | 'sentences'> {
  model: string;
  /** What is offered instead has to take pictures. */
  mustSee: boolean;
  gateway: ModelGateway;
  clock: Clock;
  outageEnds: OutageEnds;
  /** What the asker always wants. */
  always?: WaitingChoice | undefined;
}

/** How often what is shown is handed on again, milliseconds. */
const REFRESH_MS = 10_000;

/** In an outage a list that never came is not waited for, milliseconds. */
const MAX_LOOK_MS = 2_000;

/** Nobody sees it. */
const OVER = new Error('the wait is over');

const isDone = (): boolean => true;
const isNotDone = (): boolean => false;

/** What a person sees from the model being asked to the end of its answer: news at once, else only what time makes worth telling. */
export class WaitBoard {
  readonly #parts: WaitBoardParts;
  readonly #over = new AbortController();
  readonly #tooLong = new AbortController();
  #waiting: Waiting;
  #running: Model | undefined;
  /** What the reader was told last, and when: that alone is worth an edit. */
  #told: { waiting: Waiting; at: number };
  /** How often the asker was asked whether the answer is still wanted. */
  #round = 0;
  #ticking: Promise<void> | undefined;

  constructor(parts: WaitBoardParts) {
    this.#parts = parts;
    const { model, turn, outageEnds } = parts;
    this.#waiting = { ...beginWaiting(model, turn.at), wasDown: outageEnds.waits(turn) };
    this.#told = { waiting: this.#waiting, at: parts.clock.now() };
  }

  get waiting(): Waiting {
    return this.#waiting;
  }

  /** Aborted with 'model-unavailable' when nobody would wait any longer. */
  get tooLong(): AbortSignal {
    return this.#tooLong.signal;
  }

  /** Resolves when what can be offered was looked at. */
  async begin(): Promise<void> {
    const looked = this.#lookAround();
    this.#ticking = looked.then(() => this.#tick());
    await looked;
  }

  /** Resolves when a promise that is shown is also kept, so that another process keeps it too. */
  async kept(): Promise<void> {
    const { turn } = this.#parts;
    const isPromised = promises(this.#waiting) || this.#round > 0;
    if (isPromised && turn.kind === 'question' && turn.kept.promised !== true) await turn.keep({ promised: true });
  }

  note(event: ModelEvent): void {
    const before = this.#waiting;
    this.#waiting = afterEvent(before, event);
    if (event.type === 'phase') this.#followOutage(before);
    if (isNews(before, this.#waiting)) this.#tell({ goesOn: before.text !== '' });
  }

  #followOutage(before: Waiting): void {
    const { turn, outageEnds } = this.#parts;
    if (isDown(this.#waiting.phase)) outageEnds.noteOutage(turn);
    if (this.#waiting.isBack && !before.isBack) this.#waiting = { ...this.#waiting, isBack: outageEnds.tellsEnd(turn) };
  }

  async end(): Promise<void> {
    this.#over.abort(OVER);
    await this.#ticking;
  }

  async #tick(): Promise<void> {
    const { clock, turn } = this.#parts;
    const waitedMs = (): number => Math.max(clock.now() - turn.at, 0);
    let tickAt = clock.now() + untilNextTick(waitedMs());
    while (await pause(clock, Math.min(tickAt - clock.now(), REFRESH_MS), this.#over.signal)) {
      const { waiting, at } = this.#told;
      const isFalse = isOutdated(waiting, at, clock.now());
      if (clock.now() < tickAt) {
        if (isFalse) this.#tell({ goesOn: false });
        else this.#show({ goesOn: true }); // the same again: whoever shows it keeps its signs of life fresh
        continue;
      }
      tickAt = clock.now() + untilNextTick(waitedMs());
      if (this.#waiting.text === '' && waitedMs() >= MAX_WAIT_MS)
        this.#tooLong.abort(new BotError('model-unavailable', 'nobody waits for an answer any longer'));
      await this.#lookAround();
      const before = this.#round;
      if (isColdWait(this.#waiting, clock.now())) this.#round = askedTimes(waitedMs());
      // Who is asked hears that the wait goes on: not before that is kept.
      if (!(await this.kept().then(isDone, isNotDone))) this.#round = before;
      const asksAnew = this.#round !== before;
      if (asksAnew) this.#waiting = { ...this.#waiting, isBack: false }; // that was told in the message of before
      this.#tell({ goesOn: !asksAnew && !isFalse });
    }
  }

  /** What is offered is looked at anew each time. */
  async #lookAround(): Promise<void> {
    const { clock, gateway, model, mustSee } = this.#parts;
    const running = await within({ clock, timeoutMs: MAX_LOOK_MS }, findRunning(gateway, model, mustSee));
    this.#running = running === late ? undefined : running;
  }

  /** @param goesOn nothing is new but times and numbers, or a draft has grown */
  #tell(how: { goesOn: boolean }): void {
    this.#told = { waiting: this.#waiting, at: this.#parts.clock.now() };
    this.#show(how);
  }

  #show({ goesOn }: { goesOn: boolean }): void {
    const { turn, place, sentences, always } = this.#parts;
    const { waiting, at } = this.#told;
    const isParked = turn.kind === 'parked';
    const running = isClosed(waiting.phase) ? undefined : this.#running;
    const ways = isColdWait(waiting, at) || isParked ? waitChoices(turn, running, sentences) : [];
    const view = wholeWaitingView(waiting, at, { sentences, isParked, round: this.#round, always });
    if (isParked && always !== 'later') ways.push(alwaysChoice('later', sentences));
    const choices = [haltChoice(turn.id, sentences), ...(view.text === undefined ? ways : [])];
    place.progress({ ...view, choices, ...(goesOn ? { goesOn } : {}) });
  }
}

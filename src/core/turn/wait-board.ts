import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import { haltChoice, waitChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import { BotError } from '../errors.ts';
import type { Model, ModelEvent, ModelGateway } from '../ports/model.ts';
import { findRunning } from '../prompt/choose-model.ts';
import {
  afterEvent,
  askedTimes,
  beginWaiting,
  isColdWait,
  MAX_WAIT_MS,
  untilNextTick,
  wholeWaitingView,
} from './waiting.ts';
import type { Waiting } from './waiting.ts';

export interface WaitBoardParts extends Pick<Command, 'turn' | 'place' | 'sentences'> {
  model: string;
  gateway: ModelGateway;
  clock: Clock;
}

/** How often what is shown is handed on again, milliseconds. */
const REFRESH_MS = 10_000;

/** What a person sees from the model being asked to the end of its answer: news at once, else only what time makes worth telling. */
export class WaitBoard {
  readonly #parts: WaitBoardParts;
  readonly #over = new AbortController();
  readonly #tooLong = new AbortController();
  #waiting: Waiting;
  #running: Model | undefined;
  #toldAt: number;
  /** How often the asker was asked whether the answer is still wanted. */
  #round = 0;
  #ticking: Promise<void> | undefined;

  constructor(parts: WaitBoardParts) {
    this.#parts = parts;
    this.#waiting = beginWaiting(parts.model, parts.turn.at);
    this.#toldAt = parts.clock.now();
  }

  get waiting(): Waiting {
    return this.#waiting;
  }

  /** Aborted with 'model-unavailable' when nobody would wait any longer. */
  get tooLong(): AbortSignal {
    return this.#tooLong.signal;
  }

  async begin(): Promise<void> {
    await this.#lookAround();
    this.#ticking = this.#tick();
  }

  note(event: ModelEvent): void {
    this.#waiting = afterEvent(this.#waiting, event);
    this.#toldAt = this.#parts.clock.now();
    this.#show();
  }

  async end(): Promise<void> {
    this.#over.abort(new Error('the wait is over'));
    await this.#ticking;
  }

  async #tick(): Promise<void> {
    const { clock, turn } = this.#parts;
    const waitedMs = (): number => Math.max(clock.now() - turn.at, 0);
    let tickAt = clock.now() + untilNextTick(waitedMs());
    while (await pause(clock, Math.min(tickAt - clock.now(), REFRESH_MS), this.#over.signal)) {
      if (clock.now() < tickAt) {
        this.#show(); // the same again: whoever shows it keeps its signs of life fresh
        continue;
      }
      tickAt = clock.now() + untilNextTick(waitedMs());
      this.#toldAt = clock.now();
      if (this.#waiting.text === '' && waitedMs() >= MAX_WAIT_MS)
        this.#tooLong.abort(new BotError('model-unavailable', 'nobody waits for an answer any longer'));
      await this.#lookAround();
      if (isColdWait(this.#waiting, clock.now())) this.#round = askedTimes(waitedMs());
      this.#show();
    }
  }

  /** What is offered is looked at anew each time. */
  async #lookAround(): Promise<void> {
    const { gateway, model } = this.#parts;
    this.#running = await findRunning(gateway, model);
  }

  /** As it was when there was news last, or a tick: that alone is worth an edit. */
  #show(): void {
    const { turn, place, sentences } = this.#parts;
    const now = this.#toldAt;
    const isParked = turn.kind === 'parked';
    const ways = isColdWait(this.#waiting, now) || isParked ? waitChoices(turn, this.#running, sentences) : [];
    const view = wholeWaitingView(this.#waiting, now, { sentences, isParked, round: this.#round });
    const choices = [haltChoice(turn.id, sentences), ...(view.text === undefined ? ways : [])];
    place.progress({ ...view, choices });
  }
}

import type { Clock } from '../async/clock.ts';
import { pause } from '../async/pause.ts';
import { BotError } from '../core/errors.ts';
import type { EndEvent, ModelEvent } from '../core/ports/model.ts';
import { afterEvent, beginWaiting, waitingView, type Waiting } from '../core/turn/waiting.ts';
import { CleanStream } from './clean-stream.ts';
import type { VerbIo } from './run-verb.ts';
import type { StatusLine } from './status-line.ts';
import { english } from '../core/sentences/english.ts';

export interface AnswerParts {
  model: string;
  events: AsyncIterable<ModelEvent>;
  status: StatusLine;
  clock: Clock;
  io: VerbIo;
}

/** The time on the line goes on also while nothing else happens. */
const REFRESH_MS = 1_000;
const ENDS = {
  length: 'The answer ends here because the model reached its limit.',
  cut: 'The answer was cut off here.',
} as const;

/** Writes an answer to stdout as it comes, and what is waited for to the status line. @returns 0, or 1 if the answer was cut off. */
export const streamAnswer = async ({ model, events, status, clock, io }: AnswerParts): Promise<number> => {
  const page = new Page(io.stdout);
  let waiting = beginWaiting(model, clock.now());
  let end: EndEvent | undefined;
  const show = (): void => {
    if (!page.hasBegun) showWaiting(waiting, status, clock.now());
  };
  const over = new AbortController();
  const refreshing = status.isLive ? refresh(show, clock, over.signal) : Promise.resolve();
  try {
    for await (const event of events) {
      if (event.type === 'end') end = event;
      waiting = afterEvent(waiting, event);
      if (waiting.text.trim() !== '') status.clear();
      if (event.type === 'text') page.write(event.text);
      show();
    }
  } finally {
    over.abort(new Error('the wait is over'));
    await refreshing;
    status.clear();
    page.end();
  }
  if (!end) throw new BotError('service-failed', 'the answer came without an end');
  if (end.reason === 'stop') return 0;
  io.stderr.write(`aitta-bot ask: ${ENDS[end.reason]}\n`);
  return end.reason === 'cut' ? 1 : 0;
};

/** A model that answers at once is no news: only what keeps somebody waiting is told where there is no terminal. */
const showWaiting = (waiting: Waiting, status: StatusLine, now: number): void => {
  const { note = '' } = waitingView(waiting, now, english);
  const isNews = waiting.phase !== undefined && waiting.phase.name !== 'running' && !waiting.reasoning;
  status.show(note, isNews ? note : '');
};

const refresh = async (show: () => void, clock: Clock, signal: AbortSignal): Promise<void> => {
  while (await pause(clock, REFRESH_MS, signal)) show();
};

/** The text on stdout: without control characters, with a line end after it. */
class Page {
  readonly #output: VerbIo['stdout'];
  readonly #clean = new CleanStream();
  #last = '';

  constructor(output: VerbIo['stdout']) {
    this.#output = output;
  }

  get hasBegun(): boolean {
    return this.#last !== '';
  }

  write(piece: string): void {
    this.#put(this.#clean.push(piece));
  }

  end(): void {
    this.#put(this.#clean.end());
    if (this.hasBegun && this.#last !== '\n') this.#put('\n');
  }

  #put(text: string): void {
    if (text === '') return;
    this.#last = text.slice(-1);
    this.#output.write(text);
  }
}

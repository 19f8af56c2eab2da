import { timeMark } from '../sentences/time-mark.ts';
import type { ModelEvent, Phase, PhaseEvent } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import type { Sentences } from '../sentences/sentences.ts';

/** What a waiting person knows so far. */
export interface Waiting {
  model: string;
  /** When the wait began, epoch milliseconds. */
  since: number;
  phase: PhaseEvent | undefined;
  reasoning: boolean;
  text: string;
}

export const beginWaiting = (model: string, now: number): Waiting => ({
  model,
  since: now,
  phase: undefined,
  reasoning: false,
  text: '',
});

export const afterEvent = (waiting: Waiting, event: ModelEvent): Waiting => {
  switch (event.type) {
    case 'phase':
      return { ...waiting, phase: event };
    case 'reasoning':
      return { ...waiting, reasoning: true };
    case 'text':
      return { ...waiting, text: waiting.text + event.text };
    case 'was-reasoning':
      return { ...waiting, reasoning: true, text: '' };
    case 'end':
      return waiting;
  }
};

/** A model that is up again within this time needs no other way, milliseconds. */
const OFFER_AFTER_MS = 5_000;
/** A wait is worth telling its length after this long, milliseconds. */
const TELL_TIME_AFTER_MS = 10_000;

const COLD: ReadonlySet<Phase> = new Set(['waking', 'requested', 'starting', 'downtime', 'outage']);

/** Is this a wait of minutes, so that another way is worth offering? */
export const isColdWait = ({ phase, text, since }: Waiting, now: number): boolean =>
  text === '' && phase !== undefined && COLD.has(phase.name) && now - since >= OFFER_AFTER_MS;

/** Does its line say that the answer will come, however late? */
export const promises = ({ phase, text }: Waiting): boolean =>
  text === '' && (phase?.name === 'downtime' || phase?.name === 'budget' || phase?.name === 'outage');

/** The draft while the model writes; before that one line with the phase and, when it gets long, the time. */
export const waitingView = (waiting: Waiting, now: number, sentences: Sentences): Pick<View, 'text' | 'note'> => {
  if (waiting.text.trim() !== '') return { text: waiting.text };
  const sentence = waiting.reasoning
    ? sentences.waiting.reasoning(waiting.model)
    : phaseSentence(waiting, now, sentences);
  const elapsedMs = now - waiting.since;
  const time = elapsedMs < TELL_TIME_AFTER_MS ? '' : ` · ${sentences.duration(elapsedMs)}`;
  return { note: `${sentence} …${time}` };
};

/** Less than this is no time worth telling, milliseconds. */
const SOON_MS = 5_000;

const inAbout = (until: number | undefined, now: number, sentences: Sentences): string | undefined =>
  until === undefined || until - now < SOON_MS ? undefined : sentences.duration(until - now);

const phaseSentence = ({ model, phase }: Waiting, now: number, sentences: Sentences): string => {
  if (!phase) return sentences.thinking.replace(/ …$/, '');
  const { until } = phase;
  const byPhase: Record<Phase, () => string> = {
    queued: () => sentences.waiting.queued(phase.ahead, inAbout(until, now, sentences)),
    budget: () => sentences.waiting.budget(until === undefined ? undefined : sentences.duration(until - now)),
    downtime: () => sentences.waiting.downtime(until === undefined ? undefined : timeMark(until)),
    outage: () => sentences.waiting.outage,
    waking: () => sentences.waiting.waking(model),
    requested: () => sentences.waiting.requested(model),
    starting: () => sentences.waiting.starting(model),
    running: () => sentences.waiting.running(model),
    unknown: () => sentences.waiting.unknown(model),
  };
  return byPhase[phase.name]();
};

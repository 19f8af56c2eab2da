import { timeMark } from '../sentences/time-mark.ts';
import type { ModelEvent } from '../ports/model.ts';
import type { Phase, PhaseEvent } from '../ports/phase.ts';
import type { WaitingChoice } from '../memory/settings.ts';
import type { View } from '../ports/platform.ts';
import type { Sentences } from '../sentences/sentences.ts';
import { timeRange } from '../sentences/time-range.ts';

/** What a waiting person knows so far. */
export interface Waiting {
  model: string;
  /** When the wait began, epoch milliseconds. */
  since: number;
  phase: PhaseEvent | undefined;
  reasoning: boolean;
  text: string;
  /** Aitta was down when it was last heard of. */
  wasDown: boolean;
  /** Aitta was down in this wait, and is not any more. */
  isBack: boolean;
}

export const beginWaiting = (model: string, now: number): Waiting => ({
  model,
  since: now,
  phase: undefined,
  reasoning: false,
  text: '',
  wasDown: false,
  isBack: false,
});

export const afterEvent = (waiting: Waiting, event: ModelEvent): Waiting => {
  switch (event.type) {
    case 'phase':
      return { ...waiting, ...serviceAfter(waiting, event), phase: event };
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

/** Does nobody answer there at all? */
export const isDown = (phase: PhaseEvent | undefined): boolean =>
  phase?.name === 'outage' || phase?.name === 'downtime';

/** What there is to wait for where Aitta answers. A further try, a pause or a refusal says nothing of that. */
const ANSWERED: ReadonlySet<Phase> = new Set(['queued', 'waking', 'requested', 'starting', 'running']);

const serviceAfter = ({ wasDown, isBack }: Waiting, phase: PhaseEvent): Pick<Waiting, 'wasDown' | 'isBack'> => {
  if (isDown(phase)) return { wasDown: true, isBack: false };
  return ANSWERED.has(phase.name) ? { wasDown: false, isBack: isBack || wasDown } : { wasDown, isBack };
};

/** What holds up every model alike. */
const CLOSED: ReadonlySet<Phase> = new Set(['outage', 'downtime', 'refused', 'budget', 'queued']);

/** Is another model of no use, whatever is remembered of it? */
export const isClosed = (phase: PhaseEvent | undefined): boolean => phase !== undefined && CLOSED.has(phase.name);

/** Until when these last is news; of a line it is a number that gets smaller. */
const ENDS: ReadonlySet<Phase> = new Set(['budget', 'downtime']);

/** Has something changed that is worth showing at once? The rest is told with time. */
export const isNews = (before: Waiting, { phase, reasoning, text }: Waiting): boolean => {
  if (text !== before.text) return true;
  if (reasoning !== before.reasoning || phase?.name !== before.phase?.name) return true;
  if (phase?.break?.from !== before.phase?.break?.from) return true;
  return phase !== undefined && ENDS.has(phase.name) && phase.until !== before.phase?.until;
};

/** A model that is up again within this time needs no other way, milliseconds. */
const OFFER_AFTER_MS = 5_000;
/** The same of what is over within seconds as a rule. */
const OFFER_LATE_AFTER_MS = 20_000;
/** A wait is worth telling its length after this long, milliseconds. */
const TELL_TIME_AFTER_MS = 10_000;

const COLD: ReadonlySet<Phase> = new Set(['waking', 'requested', 'starting', 'downtime', 'outage', 'refused']);
const SHORT: ReadonlySet<Phase> = new Set(['budget', 'queued', 'unknown']);

/** Is it for a model to start, or for Aitta to be back? */
export const isLong = (phase: PhaseEvent | undefined): boolean => phase !== undefined && COLD.has(phase.name);

/** Is this a wait of minutes, so that another way is worth offering? Before a break at once, or it would come too late. */
export const isColdWait = ({ phase, text, since }: Waiting, now: number): boolean => {
  if (text !== '' || phase === undefined) return false;
  if (SHORT.has(phase.name)) return now - since >= OFFER_LATE_AFTER_MS;
  return COLD.has(phase.name) && (now - since >= OFFER_AFTER_MS || phase.break !== undefined);
};

/** When a wait that nothing happens in is told anew, counted from the question, milliseconds; after the last ones each half hour. */
const TICKS_MS = [10, 30, 60, 120, 300, 600, 1_200, 1_800, 2_400, 3_000, 3_600].map((seconds) => seconds * 1_000);
const LATE_TICK_MS = 30 * 60_000;

/** From `waitedMs` to the next tick, milliseconds. */
export const untilNextTick = (waitedMs: number): number => {
  const next = TICKS_MS.find((tick) => tick > waitedMs);
  return next === undefined ? LATE_TICK_MS - (waitedMs % LATE_TICK_MS) : next - waitedMs;
};

/** Whoever waits this long is asked whether the answer is still wanted, then each day, milliseconds. */
const ASK_AFTER_MS = 60 * 60_000;
const ASK_AGAIN_MS = 24 * 60 * 60_000;
/** Nobody waits longer, milliseconds. */
export const MAX_WAIT_MS = 7 * 24 * 60 * 60_000;

/** How often somebody was asked in a wait of this length, so far. */
export const askedTimes = (waitedMs: number): number =>
  waitedMs < ASK_AFTER_MS ? 0 : 1 + Math.floor((waitedMs - ASK_AFTER_MS) / ASK_AGAIN_MS);

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
  const back = waiting.isBack ? sentences.waiting.backAgain : '';
  return { note: `${back}${sentence} …${time}` };
};

/** Less than this is no time worth telling, milliseconds. */
const SOON_MS = 5_000;

/** A line may stand this long after what it waits for, where many are told of it: a platform takes so many edits in a minute, milliseconds. */
const LEEWAY_MS = 15_000;
const MINUTE_MS = 60_000;

/** A full minute by which it will be so, epoch milliseconds: what is counted down would be false wherever an edit is late. */
const minuteBy = (until: number | undefined, now: number): number | undefined =>
  until === undefined || until - now < SOON_MS ? undefined : Math.ceil((until + LEEWAY_MS) / MINUTE_MS) * MINUTE_MS;

const markBy = (until: number | undefined, now: number): string | undefined => {
  const by = minuteBy(until, now);
  return by === undefined ? undefined : timeMark(by);
};

/** Has a time that was told at `at` passed? Its line must not stand. */
export const isOutdated = ({ phase, text }: Waiting, at: number, now: number): boolean => {
  if (text !== '' || phase === undefined) return false;
  const { name, start, until } = phase;
  if (name === 'downtime') return until !== undefined && until > at && until <= now;
  if (name === 'queued' || name === 'budget') return (minuteBy(until, at) ?? Infinity) <= now;
  const end = start === undefined ? Infinity : start.since + start.toMs;
  return COLD.has(name) && end >= at && end < now;
};

/** What experience says of the rest of a start, who else waits, and the break that may come before its end. */
const startTime = (phase: PhaseEvent, now: number, sentences: Sentences, restOf = restOfStart): string => {
  const { from, until } = phase.break ?? {};
  const { people = 1, place = 1 } = phase.queue ?? {};
  const queue = people > 1 ? sentences.waiting.inQueue(people, place) : '';
  const told = `${restOf(phase, now, sentences)}${queue}`;
  if (from === undefined || from <= now) return told;
  const { start } = phase;
  const isTooLate = start !== undefined && start.since + start.toMs > from;
  const sentence = isTooLate ? sentences.waiting.breakBefore : sentences.waiting.breakSoon;
  return `${told}${sentence(timeMark(from), until === undefined ? undefined : timeMark(until))}`;
};

const restOfStart = ({ start }: PhaseEvent, now: number, sentences: Sentences): string => {
  if (!start) return '';
  const elapsedMs = now - start.since;
  if (elapsedMs > start.toMs) return sentences.waiting.startsLate(start.starts);
  const [from, to] = [Math.max(start.fromMs - elapsedMs, 0), start.toMs - elapsedMs];
  return sentences.waiting.startsIn(timeRange(from, to, sentences), start.starts);
};

/** What experience says of the time to the first word; nothing while it is too short to be worth telling. */
const restOfAnswer = ({ start }: PhaseEvent, now: number, sentences: Sentences): string => {
  if (!start) return '';
  const elapsedMs = now - start.since;
  if (Math.max(elapsedMs, start.toMs) < TELL_TIME_AFTER_MS) return '';
  if (elapsedMs > start.toMs) return sentences.waiting.beginsLate(start.starts);
  const [from, to] = [Math.max(start.fromMs - elapsedMs, 0), start.toMs - elapsedMs];
  return sentences.waiting.beginsIn(timeRange(from, to, sentences), start.starts);
};

export interface WaitingOf {
  sentences: Sentences;
  isParked: boolean;
  /** How often the asker was asked whether the answer is still wanted. */
  round: number;
  /** What the asker always wants. */
  always?: WaitingChoice | undefined;
}

/** The line of somebody who was told that the answer comes, or is asked whether it is wanted, says that too. */
export const wholeWaitingView = (
  waiting: Waiting,
  now: number,
  { sentences, isParked, round, always }: WaitingOf,
): Pick<View, 'text' | 'note' | 'notify'> => {
  const { note, ...view } = waitingView(waiting, now, sentences);
  const notify = round === 0 ? {} : { notify: { round, moved: sentences.goesOnBelow } };
  if (note === undefined) return { ...view, ...notify };
  const asks = round > 0 ? sentences.askStillWanted(sentences.duration(now - waiting.since)) : undefined;
  const parked = `${sentences.parked}${always === 'later' ? ` ${sentences.doneAsAlways}` : ''}`;
  const told = [note, asks ?? (isParked ? parked : undefined)].filter((each) => each !== undefined);
  return { note: told.join('\n'), ...notify };
};

const phaseSentence = ({ model, phase }: Waiting, now: number, sentences: Sentences): string => {
  if (!phase) return sentences.thinking.replace(/ …$/, '');
  const { until } = phase;
  const byPhase: Record<Phase, () => string> = {
    queued: () => sentences.waiting.queued(phase.ahead, markBy(until, now)),
    budget: () => sentences.waiting.budget(markBy(until, now)),
    downtime: () => sentences.waiting.downtime(until === undefined || until <= now ? undefined : timeMark(until)),
    outage: () => sentences.waiting.outage,
    refused: () => sentences.waiting.refused,
    waking: () => sentences.waiting.waking(model) + startTime(phase, now, sentences),
    requested: () => sentences.waiting.requested(model) + startTime(phase, now, sentences),
    starting: () => sentences.waiting.starting(model) + startTime(phase, now, sentences),
    running: () => sentences.waiting.running(model),
    unknown: () => sentences.waiting.unknown(model) + startTime(phase, now, sentences, restOfAnswer),
  };
  return byPhase[phase.name]();
};

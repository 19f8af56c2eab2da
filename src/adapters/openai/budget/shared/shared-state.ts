import type { Clock } from '../../../../async/clock.ts';
import { BudgetRules, type BudgetLimits } from '../budget-rules.ts';
import { learnedMs, placeWaitMs } from '../chat-places.ts';
import type { InLine } from '../fair-line.ts';
import type { Begun } from '../minute-window.ts';

/** Somebody's request, in whichever process. */
export interface Want extends InLine {
  id: string;
  /** The process. */
  owner: string;
  kind: 'chat' | 'urgent' | 'quiet';
}

/** One that may begin, or has begun. */
export interface Held extends Want {
  /** A chat counts, or hangs at a model that does not run; other requests are only told that they may begin. */
  state: 'counts' | 'hangs' | 'told';
  since: number;
}

/** The budget as all processes have it; times are epoch milliseconds by the clock that they have in common. */
export interface SharedState {
  begun: readonly Begun[];
  spreadUntil: number;
  quietAt: number;
  pausedUntil: number;
  /** How long a chat is in flight, milliseconds: of the last ones. */
  typicalMs: number;
  wants: readonly Want[];
  held: readonly Held[];
  /** When each process that wants or holds something showed last that it lives. */
  owners: Readonly<Record<string, number>>;
}

/** May be done twice: what was written when its answer was lost is done again. */
export type Change = (state: SharedState, now: number) => SharedState;

export const emptyState: SharedState = {
  begun: [],
  spreadUntil: 0,
  quietAt: 0,
  pausedUntil: 0,
  typicalMs: 0,
  wants: [],
  held: [],
  owners: {},
};

/** Longer than any pause of a healthy process, and than the database needs to start again. */
const ALIVE_MS = 10_000;
/** So long a process has time to hear that a request may begin. */
const TOLD_MS = 30_000;

export const join =
  (want: Want): Change =>
  (state) =>
    [...state.wants, ...state.held].some(({ id }) => id === want.id)
      ? state
      : { ...state, wants: [...state.wants, want] };

/** One that is in flight, and that the others took for gone. */
export const hold =
  (lost: Held): Change =>
  (state) =>
    state.held.some(({ id }) => id === lost.id) ? state : { ...state, held: [...state.held, lost] };

export const leave =
  (gone: string): Change =>
  (state, now) => {
    const held = state.held.find(({ id }) => id === gone);
    const typicalMs = held?.state === 'counts' ? learnedMs(state.typicalMs, now - held.since) : state.typicalMs;
    return { ...state, typicalMs, wants: without(state.wants, gone), held: without(state.held, gone) };
  };

const without = <T extends Want>(all: readonly T[], gone: string): T[] => all.filter(({ id }) => id !== gone);

/** @param mostHanging more than so many do not hang at once */
export const hang =
  (hanging: string, mostHanging: number): Change =>
  (state) =>
    state.held.filter((held) => held.state === 'hangs').length < mostHanging
      ? withState(state, hanging, 'hangs')
      : state;

export const answer =
  (answering: string): Change =>
  (state) =>
    withState(state, answering, 'counts');

const withState = (state: SharedState, id: string, next: Held['state']): SharedState => ({
  ...state,
  held: state.held.map((held) => (held.id === id ? { ...held, state: next } : held)),
});

export const pauseUntil =
  (until: number): Change =>
  (state) => ({ ...state, pausedUntil: Math.max(state.pausedUntil, until) });

/** This process lives; what belongs to those that do not is gone. */
export const alive =
  (owner: string): Change =>
  (state, now) => {
    const owners = Object.fromEntries(
      Object.entries({ ...state.owners, [owner]: now }).filter(([, at]) => now - at < ALIVE_MS),
    );
    const held = state.held.filter(
      (each) => each.owner in owners && !(each.state === 'told' && now - each.since > TOLD_MS),
    );
    return { ...state, owners, held, wants: state.wants.filter((want) => want.owner in owners) };
  };

export interface Step {
  state: SharedState;
  admitted: Held[];
  /** Who still waits, by id: how many come before, and an estimate of when it begins. */
  line: ReadonlyMap<string, { ahead: number; beginsAt: number }>;
  /** When time alone lets somebody begin; in the past when it does not. */
  nextAt: number;
}

/** Lets all begin who may. */
export const admitAll = (state: SharedState, now: number, limits: BudgetLimits): Step => {
  const rules = rulesOf(state, now, limits);
  const isTaken = (held: Held): boolean => held.state === 'counts';
  let taken = state.held.filter(isTaken).length;
  const admitted: Held[] = [];
  while (now >= state.pausedUntil) {
    const next = rules.next(taken < limits.concurrency);
    if (!next) break;
    if (next.kind === 'chat') taken += 1;
    admitted.push({ ...next, state: next.kind === 'chat' ? 'counts' : 'told', since: now });
  }
  const isIn = new Set(admitted.map(({ id }) => id));
  const { begun, spreadUntil } = rules.window;
  const after = {
    ...state,
    begun: [...begun],
    spreadUntil,
    quietAt: rules.quietAt,
    wants: state.wants.filter(({ id }) => !isIn.has(id)),
    held: [...state.held, ...admitted],
  };
  const line = rules.chats.all().map(({ id }, ahead) => {
    const placeMs = placeWaitMs(ahead, { concurrency: limits.concurrency, taken, typicalMs: state.typicalMs });
    return [id, { ahead, beginsAt: Math.max(rules.window.beginsAt(ahead), now + placeMs) }] as const;
  });
  return {
    state: after,
    admitted,
    line: new Map(line),
    nextAt: now < state.pausedUntil ? state.pausedUntil : rules.nextAt,
  };
};

/** As one process would have them that has seen all of it. */
const rulesOf = (state: SharedState, now: number, limits: BudgetLimits): BudgetRules<Want, Want> => {
  const rules = new BudgetRules<Want, Want>(standing(now), limits);
  rules.window.resume(state.begun, state.spreadUntil);
  rules.quietAt = state.quietAt;
  for (const { personId } of state.begun) if (personId !== undefined) rules.chats.served(personId);
  for (const held of state.held) if (held.state === 'counts') rules.chats.begun(held.personId);
  for (const want of state.wants) {
    if (want.kind === 'chat') rules.chats.join(want);
    else rules.metadata[want.kind].push(want);
  }
  return rules;
};

const standing = (now: number): Clock => ({
  now: () => now,
  monotonic: () => now,
  sleep: () => Promise.reject(new Error('time stands still')),
});

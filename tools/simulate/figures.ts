import { MINUTE_MS, SECOND_MS } from './plan-day.ts';
import type { Span } from './plan-day.ts';
import type { SeenQuestion } from './simulated-platform.ts';
import type { SimulatedDay } from './simulate-day.ts';

export interface Figures {
  questions: number;
  unanswered: number;
  /** Answered with something else than what the model writes. */
  failed: number;
  /** Requests that Aitta refused because there were too many. */
  tooMany: number;
  /** The most requests within any 60 seconds. */
  busiestMinute: number;
  /** Of the requests that were allowed while somebody waited for the budget; undefined where nobody had to. */
  budgetUsed: number | undefined;
  /** Seconds from the question to the first word of the answer. */
  wait: { median: number; p95: number };
  /** Of each person's mean wait. */
  personWait: { median: number; p95: number };
  /** Jain's index of these, for people whose questions met neither a cold model nor a break: 1 where all wait alike. */
  fairness: number | undefined;
  /** Seconds from the question to the first sign of life, at the 99th percentile. */
  firstSign: number;
  /** Changes of what was shown while people waited: at the median, and at most by the length of the wait. */
  edits: { median: number; upTo10s: number; upTo3min: number; upTo3h: number };
  /** Starts of models that were foretold from ten earlier ones or more, and how many of them came within a factor of 1.5. */
  estimates: { told: number; right: number };
}

const HALF = 0.5;
const MOST = 0.95;
const NEARLY_ALL = 0.99;
const FACTOR = 1.5;
const ENOUGH_STARTS = 10;
const WINDOW_MS = MINUTE_MS;

export const figuresOf = (day: SimulatedDay): Figures => {
  const { questions, requests, told } = day;
  const answered = questions.filter(({ firstTextMs }) => firstTextMs !== undefined);
  const waits = answered.map(waitOf);
  const people = meansByPerson(answered);
  const even = [...meansByPerson(answered.filter((question) => isUndisturbed(question, day))).values()];
  const mature = told.filter(({ starts }) => starts >= ENOUGH_STARTS);
  return {
    questions: questions.length,
    unanswered: questions.filter(({ answeredMs }) => answeredMs === undefined).length,
    failed: questions.filter(({ said }) => said !== undefined && !said.startsWith('#')).length,
    tooMany: requests.filter(({ status }) => status === 429).length,
    busiestMinute: busiestMinute(requests.map(({ atMs }) => atMs)),
    budgetUsed: budgetUsed(day),
    wait: { median: at(waits, HALF), p95: at(waits, MOST) },
    personWait: { median: at([...people.values()], HALF), p95: at([...people.values()], MOST) },
    fairness: jain(even),
    firstSign: at(
      questions.map(({ askedMs, firstSignMs }) => ((firstSignMs ?? askedMs) - askedMs) / SECOND_MS),
      NEARLY_ALL,
    ),
    edits: {
      median: at(
        answered.map(({ edits }) => edits),
        HALF,
      ),
      upTo10s: mostEdits(answered, 10),
      upTo3min: mostEdits(answered, 180),
      upTo3h: mostEdits(answered, 10_800),
    },
    estimates: {
      told: mature.length,
      right: mature.filter(({ fromMs, toMs, tookMs }) => isNear(tookMs, Math.sqrt(fromMs * toMs))).length,
    },
  };
};

/** Seconds. */
export const waitOf = ({ askedMs, firstTextMs = askedMs }: SeenQuestion): number => (firstTextMs - askedMs) / SECOND_MS;

/** Could it be answered at once, as far as Aitta is concerned? */
const isUndisturbed = ({ askedMs, model, edits }: SeenQuestion, { plan }: SimulatedDay): boolean => {
  const breaks: Span[] = [...plan.outages, ...(plan.maintenance ? [plan.maintenance] : [])];
  const isCold = edits > 2 || model !== 'lumi/everyday';
  return !isCold && !breaks.some(({ fromMs, toMs }) => askedMs >= fromMs && askedMs < toMs + 10 * MINUTE_MS);
};

const isNear = (took: number, told: number): boolean => took <= told * FACTOR && took * FACTOR >= told;

const meansByPerson = (questions: readonly SeenQuestion[]): Map<string, number> => {
  const waits = Map.groupBy(questions, ({ person }) => person);
  return new Map([...waits].map(([person, own]) => [person, mean(own.map(waitOf))]));
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param part of the sorted values, 0 to 1 */
const at = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;

const jain = (values: readonly number[]): number | undefined => {
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return squares === 0 ? undefined : (mean(values) * values.length) ** 2 / (values.length * squares);
};

const mostEdits = (questions: readonly SeenQuestion[], seconds: number): number =>
  questions.filter((question) => waitOf(question) <= seconds).reduce((most, { edits }) => Math.max(most, edits), 0);

const busiestMinute = (times: readonly number[]): number => {
  const sorted = times.toSorted((a, b) => a - b);
  let most = 0;
  for (let last = 0, first = 0; last < sorted.length; last += 1) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= WINDOW_MS) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
};

/** How full the last minute was, on the mean of all moments at which somebody waited and Aitta could be asked. */
const budgetUsed = ({ samples, requests, options, plan }: SimulatedDay): number | undefined => {
  const times = requests.map(({ atMs }) => atMs);
  const breaks: Span[] = [...plan.outages, ...(plan.maintenance ? [plan.maintenance] : [])];
  const isBroken = (atMs: number): boolean =>
    breaks.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs + WINDOW_MS);
  const moments = samples.filter(({ atMs, waiting }) => waiting > 0 && !isBroken(atMs));
  const used = moments.map(
    ({ atMs }) => times.filter((begunMs) => begunMs > atMs - WINDOW_MS && begunMs <= atMs).length,
  );
  return used.length === 0 ? undefined : mean(used) / options.requestsPerMinute;
};

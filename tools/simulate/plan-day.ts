import { Shuffler } from '../../test/driven/shuffler.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

export interface DayOptions {
  people: number;
  /** Of the day, at which it begins. */
  firstHour: number;
  hours: number;
  seed: number;
  /** What Aitta allows within a minute. */
  requestsPerMinute: number;
  /** How many answers may be written at once. */
  concurrency: number;
  /** In a day of 24 hours, on average. */
  questionsPerPerson: number;
}

/** Somebody asks. */
export interface PlannedQuestion {
  atMs: number;
  person: string;
  model: string;
  /** How long the answer will be, characters. */
  length: number;
}

/** From its beginning, milliseconds. */
export interface Span {
  fromMs: number;
  toMs: number;
}

export interface PlannedDay {
  questions: PlannedQuestion[];
  /** Aitta answers nothing. */
  outages: Span[];
  /** A break that Aitta makes known an hour before. */
  maintenance: Span | undefined;
}

/** How often each is asked, how long a start of it takes, and how long a worker lives. */
export interface PlannedModel {
  id: string;
  share: number;
  requestedMs: number;
  startingMs: number;
  lifetimeMs: number;
}

/** The first is what most people use; it is there in the morning. The last is asked so rarely that it is nearly always cold. */
export const MODELS: readonly PlannedModel[] = [
  { id: 'lumi/everyday', share: 0.7, requestedMs: 60_000, startingMs: 120_000, lifetimeMs: 4 * HOUR_MS },
  { id: 'lumi/large', share: 0.22, requestedMs: 90_000, startingMs: 240_000, lifetimeMs: 2 * HOUR_MS },
  { id: 'lumi/rare', share: 0.08, requestedMs: 120_000, startingMs: 180_000, lifetimeMs: HOUR_MS },
];

/** How busy an hour of the day is, against the mean. */
const BUSY = [
  0.1, 0.05, 0.05, 0.05, 0.05, 0.1, 0.4, 1, 2, 2.6, 2.6, 2, 1.6, 2.4, 2.5, 2.2, 1.6, 0.9, 0.6, 0.5, 0.4, 0.3, 0.2, 0.2,
];

/** Seeded chance with the shapes that people and machines have. */
export class Dice {
  readonly #shuffler: Shuffler;
  constructor(seed: number) {
    this.#shuffler = new Shuffler(seed);
  }
  /** From 0 to below 1. */
  unit(): number {
    return this.#shuffler.next(2 ** 30) / 2 ** 30;
  }
  /** Time to the next of events that come at this mean rate. */
  exponential(meanMs: number): number {
    return -Math.log(1 - this.unit()) * meanMs;
  }
  /** Around this median; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
    return median * Math.exp(spread * normal);
  }
}

const HOURS_OF_DAY = 24;
const MEDIAN_ANSWER = 900;
const ANSWER_SPREAD = 0.8;
const LONGEST_ANSWER = 8_000;

/** Poisson arrivals of everybody together, thinned to the busyness of each hour; two outages and a planned break in a whole day. */
export const planDay = ({ people, firstHour, hours, seed, questionsPerPerson }: DayOptions): PlannedDay => {
  const dice = new Dice(seed);
  const busiest = Math.max(...BUSY);
  const meanMs = (HOURS_OF_DAY * HOUR_MS) / (people * questionsPerPerson * busiest);
  const questions: PlannedQuestion[] = [];
  for (let atMs = dice.exponential(meanMs); atMs < hours * HOUR_MS; atMs += dice.exponential(meanMs)) {
    const hour = (firstHour + Math.floor(atMs / HOUR_MS)) % HOURS_OF_DAY;
    if (dice.unit() * busiest > (BUSY[hour] ?? 0)) continue;
    const person = `person-${Math.floor(dice.unit() * people)}`;
    const length = Math.min(LONGEST_ANSWER, dice.logNormal(MEDIAN_ANSWER, ANSWER_SPREAD));
    questions.push({ atMs, person, model: pickModel(dice.unit()), length: Math.ceil(length) });
  }
  const span = (hour: number, minutes: number): Span => {
    const fromMs = (hour - firstHour) * HOUR_MS;
    return { fromMs, toMs: fromMs + minutes * MINUTE_MS };
  };
  const isWithin = ({ fromMs, toMs }: Span): boolean => fromMs >= HOUR_MS && toMs < hours * HOUR_MS;
  return {
    questions,
    outages: [span(9.5, 25), span(15, 8)].filter(isWithin),
    maintenance: [span(12, 45)].find(isWithin),
  };
};

const pickModel = (chance: number): string => {
  let passed = 0;
  for (const { id, share } of MODELS) if (chance < (passed += share)) return id;
  return MODELS[0]?.id ?? '';
};

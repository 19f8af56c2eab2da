import { z } from 'zod';
import { ROUTES, type Route } from './routes.ts';
import { duration, oneOf, record, text, whole } from './scenario-fields.ts';

/** Instead of the answer. */
export const REPLACING_KINDS = [
  'unauthorized',
  'forbidden',
  'not-found',
  'unprocessable',
  'rate-limit',
  'error-500',
  'empty-500',
  'html-500',
  'html-502',
  'maintenance-503',
  'html-503',
  'html-504',
  'reset',
] as const;
/** The right answer, but late. */
export const DELAYING_KINDS = ['late-headers', 'late-body'] as const;
/** The right answer, spoilt. */
export const SPOILING_KINDS = [
  'no-content-type',
  'wrong-content-type',
  'charset',
  'invalid-json',
  'missing-key',
  'wrong-type',
  'lower-case-state',
  'absolute-openai-link',
  'no-openai-link',
] as const;
/** Instead of a model's answer, a stream that no reader should follow to its end. */
export const HOSTILE_KINDS = ['endless-answer', 'endless-line', 'huge-event', 'gzip-bomb'] as const;
/** In the middle of a model's answer. */
export const MIDWAY_KINDS = [
  'stall',
  'cut',
  'reset-midway',
  'worker-dies',
  'stream-error',
  'no-finish-reason',
  'empty-answer',
] as const;

export const FAULT_KINDS = [
  ...REPLACING_KINDS,
  ...DELAYING_KINDS,
  ...SPOILING_KINDS,
  ...HOSTILE_KINDS,
  ...MIDWAY_KINDS,
] as const;
export type HostileKind = (typeof HOSTILE_KINDS)[number];
export type ReplacingKind = (typeof REPLACING_KINDS)[number];
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Something that goes wrong, for the requests that it fits. */
export const faultSchema = record({
  kind: oneOf(...FAULT_KINDS),
  /** Default: every route where the kind makes sense. */
  route: oneOf(...ROUTES).exactOptional(),
  /** Only requests about this model. */
  model: text.exactOptional(),
  /** How many requests meet it. Default: all of them, until the faults are cleared. */
  count: whole(1).exactOptional(),
  /** How many requests pass before it begins. Default 0. */
  skip: whole(0).exactOptional(),
  /** For `late-headers` and `late-body`: by how much, default 60,000. For `stall`: how long, default for ever. */
  ms: duration.exactOptional(),
  /** For faults in the middle of an answer: after how many tokens. Default 3. */
  afterTokens: whole(0).exactOptional(),
  /** For `rate-limit`: seconds (a decimal number is sent as it is), a date a minute ahead, or no header. Default 60. */
  retryAfter: z.union([duration, oneOf('date', 'none')], 'a number of seconds, date or none').exactOptional(),
  /** For `rate-limit`. Default `aitta`. */
  shape: oneOf('aitta', 'openai').exactOptional(),
  /** For `missing-key` and `wrong-type`: which key, with dots into objects. Default: one that the route's readers need. */
  key: text.exactOptional(),
});
export type Fault = z.infer<typeof faultSchema>;

const ONLY_ON = new Map<FaultKind, readonly Route[]>([
  ['lower-case-state', ['infer', 'task']],
  ['absolute-openai-link', ['model']],
  ['no-openai-link', ['model']],
  ...[...MIDWAY_KINDS, ...HOSTILE_KINDS].map((kind): [FaultKind, readonly Route[]] => [kind, ['chat']]),
]);

/** By how much a late answer is late. */
export const latenessOf = ({ ms = 60_000 }: Fault): number => ms;

/** Undefined where the fault makes sense, else why it does not. */
export const problemOf = ({ kind, route }: Fault): string | undefined => {
  const routes = ONLY_ON.get(kind);
  if (route === undefined || routes === undefined || routes.includes(route)) return undefined;
  return `${kind} is a fault of the route ${routes.join(' or ')}, not of ${route}`;
};

/** What tests and scenarios hold on to: how often a fault was met, and its end. */
export interface ActiveFault {
  readonly fault: Fault;
  readonly met: number;
  remove(): void;
}

/** The faults that are switched on, and how much of them is left. */
export class FaultBook {
  #entries: { fault: Fault; passed: number; met: number }[] = [];

  /** @throws {RangeError} if the kind makes no sense on the route. */
  add(fault: Fault): ActiveFault {
    const problem = problemOf(fault);
    if (problem !== undefined) throw new RangeError(problem);
    const entry = { fault, passed: 0, met: 0 };
    this.#entries.push(entry);
    return {
      fault,
      get met() {
        return entry.met;
      },
      remove: () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
      },
    };
  }

  clear(): void {
    this.#entries = [];
  }

  list(): { fault: Fault; met: number }[] {
    return this.#entries.map(({ fault, met }) => ({ fault, met }));
  }

  /** The fault that this request meets; uses it up. `model` is asked for only if it matters. */
  take(route: Route, model: () => string | undefined): Fault | undefined {
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (!fits(fault, route) || (fault.model !== undefined && fault.model !== model())) continue;
      if (entry.passed < (fault.skip ?? 0)) {
        entry.passed += 1;
        continue;
      }
      if (entry.met >= (fault.count ?? Infinity)) continue;
      entry.met += 1;
      return fault;
    }
    return undefined;
  }
}

const fits = (fault: Fault, route: Route): boolean =>
  fault.route === undefined ? (ONLY_ON.get(fault.kind)?.includes(route) ?? true) : fault.route === route;

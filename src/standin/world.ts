import type { AccessBook, User } from './access-book.ts';
import type { Catalogue } from './catalogue.ts';
import type { DowntimeCalendar } from './downtime-calendar.ts';
import type { Fault } from './fault.ts';
import type { Answer } from './http-answer.ts';
import type { Profile } from './profile.ts';
import type { OpenRequest, RequestLog } from './request-log.ts';
import type { Route, Target } from './routes.ts';
import type { ServiceHabits } from './service-habits.ts';
import type { Clock } from '../async/clock.ts';

/** What all handlers share. */
export interface World {
  readonly clock: Clock;
  readonly profile: Profile;
  readonly habits: ServiceHabits;
  readonly catalogue: Catalogue;
  readonly access: AccessBook;
  readonly downtimes: DowntimeCalendar;
  readonly log: RequestLog;
  /** The stand-in's own base, once it listens. */
  readonly url: () => string;
}

/** One request on its way through the stand-in. */
export interface Call {
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** Undefined on open routes only. */
  readonly user: User | undefined;
  readonly body: Buffer;
  /** Aborts when the client is gone, or the stand-in closes. */
  readonly signal: AbortSignal;
  readonly seen: OpenRequest;
  /** What goes wrong with it. */
  readonly fault: Fault | undefined;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;
export type Handlers = Partial<Record<Route, Partial<Record<string, Handler>>>>;

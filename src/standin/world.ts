import type { Catalogue } from './catalogue.ts';
import type { Answer } from './http-answer.ts';
import type { Profile } from './profile.ts';
import type { Route, Target } from './routes.ts';
import type { SeenRequest } from './seen-request.ts';
import type { StandinClock } from './standin-clock.ts';

/** What all handlers share. */
export interface World {
  readonly clock: StandinClock;
  readonly profile: Profile;
  readonly catalogue: Catalogue;
}

/** One request on its way through the stand-in. */
export interface Call {
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** Aborts when the client is gone, or the stand-in closes. */
  readonly signal: AbortSignal;
  readonly seen: SeenRequest;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;
export type Handlers = Partial<Record<Route, Partial<Record<string, Handler>>>>;

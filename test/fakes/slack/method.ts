import type { Clock } from '../../../src/async/clock.ts';
import type { Access } from './access.ts';
import type { AgentSessions } from './agent-sessions.ts';
import type { Deliveries } from './deliveries.ts';
import type { Happenings } from './happenings.ts';
import type { JsonObject } from './json-object.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Streams } from './streams.ts';
import type { Triggers } from './triggers.ts';
import type { Views } from './views.ts';
import type { World } from './world.ts';

/** A Web API method: its token, scope, rate, and what it does. */
export interface Method {
  readonly token?: 'app';
  readonly scope?: string;
  /** Calls per minute and workspace. */
  readonly perMinute: number;
  /** Counted apart for each value of this argument. */
  readonly per?: string;
  /**
   * The fields of the answer besides `ok`.
   * @throws {Refusal}
   */
  readonly run: (given: JsonObject) => JsonObject;
}
export type Methods = Record<string, Method>;

/** What the methods work on. */
export interface Backstage {
  readonly world: World;
  readonly access: Access;
  readonly happenings: Happenings;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly deliveries: Deliveries;
  readonly sessions: AgentSessions;
  readonly streams: Streams;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly views: Views;
}

/** Set by a test to make Slack stricter than it is by default. */
export interface Limits {
  /** Switches the rates of the methods on: 429 with Retry-After above them. */
  rates: boolean;
  /** The longest page of conversations.history and .replies: 15 for apps that are distributed outside the marketplace. */
  mostMessages: number;
}

/** Slack's tiers, in calls per minute and method. */
export const tier = { one: 1, two: 20, three: 50, four: 100 } as const;

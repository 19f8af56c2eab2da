import type { Model } from '../../../core/ports/model.ts';

/** What whoever runs the bot sees of it and of Aitta: plain JSON, times epoch milliseconds. */
export interface Status {
  at: number;
  parts: StatusPart[];
  models: StatusModel[];
  /** Requests to Aitta within the last minute, of those that it allows. */
  budget: { begun: number; perMinute: number; inFlight: number; waiting: number };
  /** Questions that were accepted and not answered yet; undefined while the store does not tell. */
  openTurns?: number;
  /** When maintenance ends, where that is known; absent without maintenance. */
  maintenance?: { until?: number };
  /** When the access token ends. */
  tokenEndsAt?: number;
}
export interface StatusPart {
  /** For people, where it has a name of its own. */
  title: string;
  name: string;
  ok: boolean;
  note: string;
  lastSeenSecondsAgo?: number;
}
export interface StatusModel extends Pick<Model, 'id' | 'state' | 'contextTokens' | 'start'> {
  /** As somebody tells. */
  seesImages?: boolean;
  /** People who wait for it to start. */
  waiting: number;
  /** Oldest first, of the last 90 days. */
  starts: StatusStart[];
}
export interface StatusStart {
  at: number;
  totalMs: number;
  /** Of that, loading; before it, waiting for GPUs. */
  loadingMs: number;
}

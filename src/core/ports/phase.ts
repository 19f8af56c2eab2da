/** READ AFTER `model.ts`: what is waited for before a model answers. Times are epoch milliseconds. */

/** What is being waited for; the same is not told twice in a row. */
export interface PhaseEvent {
  type: 'phase';
  name: Phase;
  /** How many are served before. */
  ahead?: number;
  until?: number;
  /** How long a start of this model takes, from experience. */
  start?: StartEstimate;
  /** Who else waits for this model. */
  queue?: Queue;
  /** A maintenance break that is planned for soon: the model may not be of use before it. */
  break?: PlannedBreak;
}
export type PlannedBreak = { from: number; until?: number };
/** Eight in ten starts took between the two times. */
export interface StartTimes {
  fromMs: number;
  toMs: number;
  /** Of how many. */
  starts: number;
}
/** The same of one that goes on since then. */
export interface StartEstimate extends StartTimes {
  since: number;
}
/** Among the people who wait for one model: how many they are, and in whose turn this one is, from 1. */
export interface Queue {
  people: number;
  place: number;
}

export type Phase =
  /** For a slot of our own, behind those who are `ahead`; about `until` then. */
  | 'queued'
  /** The service limits our requests, `until` then. */
  | 'budget'
  /** A maintenance break, `until` then where known. */
  | 'downtime'
  /** The service does not answer. */
  | 'outage'
  /** It refuses the bot's token, and an answer was promised. */
  | 'refused'
  /** No worker yet: one is asked for. */
  | 'waking'
  /** The worker waits for GPUs. */
  | 'requested'
  /** It loads the model. */
  | 'starting'
  /** It has the prompt. */
  | 'running'
  /** Nobody tells. */
  | 'unknown';

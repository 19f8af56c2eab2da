/** READ FIRST, then `phase.ts`: who answers. Times are epoch milliseconds. */
import type { PhaseEvent, StartTimes } from './phase.ts';
import type { Message } from './message.ts';

export interface ModelGateway {
  /** The last known list, refreshed behind it. Rejects, with a BotError, only if there never was one. */
  models(): Promise<Catalogue>;
  /** The same for a question: where there never was a list, waits until there is one, and tells what for. Rejects only with what no waiting heals. */
  awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue>;
  /** Never rejects. */
  service(): Promise<ServiceHealth>;
  /**
   * What whoever asks a model now would wait for; undefined where it answers, and where nobody tells at once. Never rejects.
   * @param personId who may wait for it already
   */
  outlook(model: string, personId: string): Promise<PhaseEvent | undefined>;
  /**
   * Starts a model that nobody has asked yet, and keeps at it for an hour at most. Returns at once, and does nothing where it runs.
   * @returns false when too many are being started so
   */
  warm(model: string): boolean;
  /** How many tokens a text is for this model: an estimate, corrected by what its server has reported. */
  estimateTokens(model: string, text: string): number;
  /**
   * Budget, fairness between people, cold starts, retries and clocks are inside. Ends with exactly one `end`, or throws: a BotError, or
   * `signal.reason` as soon as that is aborted. Who stops reading ends the request.
   */
  generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

export interface Catalogue {
  models: Model[];
  /** When it was read. */
  at: number;
}
export interface Model {
  id: string;
  /** Of its best worker; `offline` without one. */
  state: 'running' | 'starting' | 'requested' | 'offline' | 'unknown';
  /** Can it be asked? Embedding models cannot. */
  chat: boolean;
  /** It takes pictures, as somebody tells; or nobody tells, so that it has to be tried. Absent where it does not. */
  seesImages?: 'told' | 'untold';
  /** Its window: prompt and answer together. Absent where nobody tells. */
  contextTokens?: number;
  /** How long it usually takes to start; absent without experience. */
  start?: StartTimes;
}
/** Maintenance, as the service tells it; `ok` also when nobody can tell. */
export interface ServiceHealth {
  ok: boolean;
  /** When the maintenance ends, where known. */
  until?: number;
}

export interface ModelRequest {
  model: string;
  /** Whose turn it is in the shared budget. */
  personId: string;
  /** When the question was asked: of one person's, the oldest comes first. */
  askedAt: number;
  /** The system prompt first, the question last. */
  messages: Message[];
}
export type ModelEvent = PhaseEvent | TextEvent | WasReasoningEvent | EndEvent;
/** A piece of what the model writes, or thinks. */
export interface TextEvent {
  type: 'text' | 'reasoning';
  text: string;
}
/** All `text` so far was thinking, as its end shows only now; the answer begins behind it. */
export interface WasReasoningEvent {
  type: 'was-reasoning';
}
export interface EndEvent {
  type: 'end';
  /** It was done, it had no more room, or it broke off. */
  reason: 'stop' | 'length' | 'cut';
  /** The model wrote nothing but thinking: the text is that. */
  isReasoning?: true;
  /** Where the server has counted them. */
  tokensIn?: number;
  tokensOut?: number;
}

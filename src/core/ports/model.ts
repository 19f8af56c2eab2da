/** READ FIRST: who answers. */

export interface ModelGateway {
  /** The last known list and its age, refreshed behind it. Rejects only if there never was one. */
  models(): Promise<Catalogue>;
  /** Maintenance, as Aitta tells it; `ok` also when nobody can tell. Never rejects. */
  service(): Promise<ServiceHealth>;
  /** How many tokens a text is for this model: an estimate, corrected by what its server has reported. */
  estimateTokens(model: string, text: string): number;
  /** Budget, fairness, wake-up, retries and clocks are inside. Exactly one `end`, last, or a BotError; `signal.reason` once aborted. */
  generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
export interface ServiceHealth {
  ok: boolean;
  /** When the maintenance ends, epoch milliseconds, where known. */
  until?: number;
}
export interface Catalogue {
  models: Model[];
  at: number;
}
export interface Model {
  id: string;
  state: 'running' | 'starting' | 'requested' | 'offline' | 'unknown';
  chat: boolean;
  contextTokens?: number;
}
export interface Message {
  role: 'system' | 'user' | 'assistant';
  parts: MessagePart[];
}
/** Told apart by `type`. A picture or a file will be one more of these, with its media type. */
export type MessagePart = TextPart;
export interface TextPart {
  type: 'text';
  text: string;
}
export interface ModelRequest {
  model: string;
  personId: string;
  messages: Message[];
}
export type Phase = 'queued' | 'budget' | 'downtime' | 'waking' | 'requested' | 'starting' | 'running' | 'unknown';
export type ModelEvent =
  | { type: 'phase'; name: Phase; ahead?: number; until?: number }
  | { type: 'text' | 'reasoning'; text: string }
  | { type: 'end'; reason: 'stop' | 'length' | 'cut'; tokensIn?: number; tokensOut?: number };

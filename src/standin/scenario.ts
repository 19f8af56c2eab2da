/** A scenario is plain JSON: what the stand-in serves and what goes wrong there. Times are milliseconds of the stand-in's clock. */
export interface Scenario {
  models: ScenarioModel[];
  /** Who may come in. Default: the user `standin` with the token `standin-token`. */
  users?: ScenarioUser[];
}

export interface ScenarioModel {
  /** `vendor/name`, as in the model list. */
  id: string;
  description?: string;
  /** Default `chat`. */
  kind?: 'chat' | 'embeddings';
  /** Tokens of prompt and answer together, or of an input for embeddings. Default 8,192. */
  window?: number;
  /** What a chat model writes when the question holds no request of its own (see `scriptedText`). Default `talk`. */
  writes?: 'talk' | 'long' | 'nothing';
  /** Default: at once. */
  pace?: Pace;
  /** Thinks before it answers. */
  reasoning?: Reasoning;
  workers?: WorkerPlan;
}

export interface Pace {
  /** From the request to the first token. */
  firstTokenMs?: number;
  /** Between two pieces of text. */
  pieceMs?: number;
  /** Tokens in a piece: one frame of a stream. Default 1. */
  pieceTokens?: number;
}

export interface Reasoning {
  /** Length of the thinking. */
  tokens: number;
  /** Where it is put; `think` puts it into the text itself, between `<think>` and `</think>`. */
  field: 'reasoning_content' | 'reasoning' | 'think';
}

export interface WorkerPlan {
  /** At the stand-in's start. Default `running`. */
  state?: 'offline' | 'requested' | 'starting' | 'running';
  /** Waiting for GPUs. Default 20,000. */
  requestedMs?: number;
  /** Loading weights. Default 40,000. */
  startingMs?: number;
  /** From running to the end of the allocation. Default 4 hours. */
  lifetimeMs?: number;
}

export interface ScenarioUser {
  name: string;
  tokens: string[];
}

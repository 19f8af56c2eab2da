export interface ScenarioModel {
  /** `vendor/name`, as in the model list. */
  id: string;
  description?: string;
  /** Default `chat`. `task` models have no capability, and are there only in the profiles with tasks. */
  kind?: 'chat' | 'embeddings' | 'task';
  /** Tokens of prompt and answer together, or of an input for embeddings. Default 8,192. */
  window?: number;
  /** What a chat model writes when the question holds no request of its own (see `scriptedText`). Default `talk`. */
  writes?: 'talk' | 'long' | 'nothing';
  /** Default: at once. */
  pace?: Pace;
  /** Thinks before it answers. */
  reasoning?: Reasoning;
  /** Takes images. Default false: they are refused. */
  vision?: boolean;
  /** What becomes of the tools of a request: called, or talked about. Default `calls`. */
  tools?: 'calls' | 'prose';
  workers?: WorkerPlan;
  /** What a request meets while no worker runs. It asks for one in any case. Default `hang`, until one runs. */
  whenCold?: 'hang' | 'unavailable' | 'gateway-timeout' | 'reset';
  /** For `gateway-timeout`: how long until the HTML 504. Default 30,000. */
  gatewayTimeoutMs?: number;
  task?: TaskPlan;
  /** Users of this scope may change the entry. Default `public`, which no user has. */
  owner?: string;
  /** `hidden`: no link, and 403. Default `shown`. */
  metadata?: 'shown' | 'hidden';
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
  /** Length of the thinking; a quarter of it at low effort. */
  tokens: number;
  /** Where it is put; `think` puts it into the text itself, between `<think>` and `</think>`. */
  field: 'reasoning_content' | 'reasoning' | 'think';
}

export interface WorkerPlan {
  /** At the stand-in's start. Default `running`. */
  state?: 'offline' | 'requested' | 'starting' | 'running';
  /** How many there are at the start. A request for an offline model brings one. Default 1. */
  count?: number;
  /** Waiting for GPUs. Default 20,000. */
  requestedMs?: number;
  /** Loading weights. Default 40,000. */
  startingMs?: number;
  /** From running to the end of the allocation. Default 4 hours. */
  lifetimeMs?: number;
}

export interface TaskPlan {
  /** By time, or by how often it is looked at. Default `clock`. */
  advance?: 'clock' | 'polls';
  /** Milliseconds, or polls. Default 1,000 or 1. */
  pending?: number;
  /** Milliseconds, or polls. Default 10,000 or 3. */
  running?: number;
  /** What a running task tells of its progress: steps done of all, steps done, nothing. Default `total`. */
  progress?: 'total' | 'open' | 'none';
}

import type { z } from 'zod';
import { duration, flag, oneOf, record, text, whole } from './scenario-fields.ts';

const pace = record({
  /** From the request to the first token. */
  firstTokenMs: duration.exactOptional(),
  /** Between two pieces of text. */
  pieceMs: duration.exactOptional(),
  /** Tokens in a piece: one frame of a stream. Default 1. */
  pieceTokens: whole(1).exactOptional(),
});
export type Pace = z.infer<typeof pace>;

const reasoning = record({
  /** Length of the thinking; a quarter of it at low effort. */
  tokens: whole(1),
  /** Where it is put; `think` puts it into the text itself, between `<think>` and `</think>`. */
  field: oneOf('reasoning_content', 'reasoning', 'think'),
});
export type Reasoning = z.infer<typeof reasoning>;

export const workerState = oneOf('offline', 'requested', 'starting', 'running');

const workerPlan = record({
  /** At the stand-in's start. Default `running`. */
  state: workerState.exactOptional(),
  /** How many there are at the start. A request for an offline model brings one. Default 1. */
  count: whole(1).exactOptional(),
  /** Waiting for GPUs. Default 20,000. */
  requestedMs: duration.exactOptional(),
  /** Loading weights. Default 40,000. */
  startingMs: duration.exactOptional(),
  /** From running to the end of the allocation. Default 4 hours. */
  lifetimeMs: duration.exactOptional(),
});
export type WorkerPlan = z.infer<typeof workerPlan>;

const taskPlan = record({
  /** By time, or by how often it is looked at. Default `clock`. */
  advance: oneOf('clock', 'polls').exactOptional(),
  /** Milliseconds, or polls. Default 1,000 or 1. */
  pending: duration.exactOptional(),
  /** Milliseconds, or polls. Default 10,000 or 3. */
  running: duration.exactOptional(),
  /** What a running task tells of its progress: steps done of all, steps done, nothing. Default `total`. */
  progress: oneOf('total', 'open', 'none').exactOptional(),
});
export type TaskPlan = z.infer<typeof taskPlan>;

export const scenarioModel = record({
  /** `vendor/name`, as in the model list. */
  id: text,
  description: text.exactOptional(),
  /** Default `chat`. `task` models have no capability, and are there only in the profiles with tasks. */
  kind: oneOf('chat', 'embeddings', 'task').exactOptional(),
  /** Tokens of prompt and answer together, or of an input for embeddings. Default 8,192. */
  window: whole(16).exactOptional(),
  /** What a chat model writes when the question holds no request of its own (see `scriptedText`). Default `talk`. */
  writes: oneOf('talk', 'long', 'nothing').exactOptional(),
  /** Default: at once. */
  pace: pace.exactOptional(),
  /** Thinks before it answers. */
  reasoning: reasoning.exactOptional(),
  /** Takes images. Default false: they are refused. */
  vision: flag.exactOptional(),
  /** What becomes of the tools of a request: called, or talked about. Default `calls`. */
  tools: oneOf('calls', 'prose').exactOptional(),
  workers: workerPlan.exactOptional(),
  /** What a request meets while no worker runs. It asks for one in any case. Default `hang`, until one runs. */
  whenCold: oneOf('hang', 'unavailable', 'gateway-timeout', 'reset').exactOptional(),
  /** For `gateway-timeout`: how long until the HTML 504. Default 30,000. */
  gatewayTimeoutMs: duration.exactOptional(),
  task: taskPlan.exactOptional(),
  /** Users of this scope may change the entry. Default `public`, which no user has. */
  owner: text.exactOptional(),
  /** `hidden`: no link, and 403. Default `shown`. */
  metadata: oneOf('shown', 'hidden').exactOptional(),
});
export type ScenarioModel = z.infer<typeof scenarioModel>;

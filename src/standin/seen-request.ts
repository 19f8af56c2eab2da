import type { Route } from './routes.ts';

/** What came in. The objects live: an answer that is still being written is `open`. */
export interface SeenRequest {
  /** Of the stand-in's clock. */
  readonly at: number;
  readonly method: string;
  /** As it was sent, with its query. */
  readonly path: string;
  readonly route: Route | undefined;
  user: string | undefined;
  /** As soon as it is sent. */
  status: number | undefined;
  /** `cut`: the stand-in broke the connection off. `disconnected`: the client did. */
  outcome: 'open' | 'answered' | 'cut' | 'disconnected';
  chat?: SeenChat;
}

export interface SeenChat {
  model: string;
  messages: readonly unknown[];
  maxTokens: number | undefined;
  stream: boolean;
  /** How many tokens were written so far. */
  tokensWritten: number;
}

import type { Fault } from './faults.ts';
import type { RequestBody } from './request-body.ts';

/** A request that arrived, and what became of it. */
export interface RestCall {
  at: number;
  method: string;
  /** Without `/api/v10` and query, percent-decoded. */
  path: string;
  /** As in Discord's description, such as `/channels/{channel_id}/messages`; undefined for what the fake does not serve. */
  route: string | undefined;
  query: Record<string, string>;
  body: RequestBody['json'];
  fileNames: string[];
  /** Was it sent with the bot's token? */
  authorized: boolean;
  /** Undefined until answered, and for ever if a fault ate the answer. */
  status: number | undefined;
  answer: unknown;
  /** What was done to it, if anything. */
  fault: Fault['kind'] | undefined;
}

/** READ AFTER `platform.ts`: what makes an answer go out once. */
import type { Json } from './arrival.ts';

/** What a place remembers of one turn: the intent is saved before each send, the message id after it. */
export interface Memory {
  /** Travels as message metadata or nonce, so that a lost message id can be found again. */
  readonly turnId: string;
  readonly value: Json;
  /** Durable when resolved. Rejects 'turn-lost' once another process has the turn: what is saved before a send is its ownership check. */
  save(value: Json): Promise<void>;
  /**
   * The check for a send, an edit or a deletion before which nothing new is to be remembered, and for each time that one is repeated after a
   * wait: the process may have been frozen. Writes nothing. Rejects as `save` does, and with the signal's reason.
   */
  checkOwner(): Promise<void>;
  /** Once aborted (the run is over or steered, or its turn lost), or once one of the two rejected: begin no send and no edit. */
  readonly signal: AbortSignal;
}

import type { APIInteractionResponse } from 'discord.js';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { DiscordApi } from './discord-api.ts';
import { asFailure, failedWith, isFailure } from './discord-failure.ts';

/** How an acknowledgement ended: ours, too late for Discord's three seconds, or another process was first. */
export type Acknowledgement = { how: 'acknowledged'; messageId?: string } | { how: 'expired' } | { how: 'taken' };

/** How long Discord takes edits by an interaction's token, milliseconds. */
export const TOKEN_MS = 15 * 60_000;
const MAX_OUTCOMES = 10_000;
const MAX_TRIES = 4;

/** The first responses to interactions, one per interaction, and how they ended. */
export class DiscordAcknowledgements {
  readonly #parts: { api: DiscordApi; clock: Clock; log: Log; onTaken: () => void };
  readonly #outcomes: BoundedMap<string, Promise<Acknowledgement>>;

  constructor(parts: { api: DiscordApi; clock: Clock; log: Log; onTaken: () => void }) {
    this.#parts = parts;
    this.#outcomes = new BoundedMap({ max: MAX_OUTCOMES, lifetime: { clock: parts.clock, ms: TOKEN_MS } });
  }

  /** Undefined where another process acknowledged it, or this one before a restart. */
  outcome(interactionId: string): Promise<Acknowledgement> | undefined {
    return this.#outcomes.get(interactionId);
  }

  /** Whoever waits for the outcome waits from here on. @returns what tells them, or undefined for what was dispatched twice. */
  begin(interactionId: string): ((outcome: Acknowledgement) => void) | undefined {
    if (this.#outcomes.has(interactionId)) return undefined;
    const { promise, resolve } = Promise.withResolvers<Acknowledgement>();
    this.#outcomes.set(interactionId, promise);
    return resolve;
  }

  /**
   * As long as nobody knows whether it has arrived, it is tried again: "already acknowledged" then means that an earlier one has arrived and
   * its answer was lost. Taken for expired it would leave "is thinking" beside the answer.
   */
  async send({ id, token }: { id: string; token: string }, body: APIInteractionResponse): Promise<Acknowledgement> {
    const { api, log, onTaken } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      try {
        const messageId = await api.respond(id, token, body);
        return { how: 'acknowledged', ...(messageId === undefined ? {} : { messageId }) };
      } catch (error) {
        const failure = isFailure(error) ? error : asFailure(error, 'acknowledge an interaction');
        if (failedWith(failure, 'alreadyAcknowledged')) {
          if (attempt > 1) return { how: 'acknowledged' };
          onTaken();
          return { how: 'taken' };
        }
        if (failure.maybeSent && attempt < MAX_TRIES) continue;
        log.warn({ err: failure, attempt }, 'an interaction could not be acknowledged');
        return { how: 'expired' };
      }
    }
  }
}

import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { InvalidStateError } from '@slack/oauth';
import type { InstallURLOptions, StateStore } from '@slack/oauth';
import type { Clock } from '../../../async/clock.ts';
import type { RecordStore } from '../../../core/ports/records.ts';

export interface SlackInstallStateParts {
  store: RecordStore;
  /** What states are signed with; one that is kept in the store without it. */
  secret: string | undefined;
  /** Where Slack sends the browser back to. */
  redirectUri: string;
  clock: Clock;
}

/** So long somebody may take to decide at Slack, milliseconds. The cookie that holds the state lasts as long. */
export const STATE_MS = 10 * 60_000;
const KEY = 'state-key';

/**
 * The states of installations that are under way: signed, so that nobody fills the store by asking for one; of one browser, which Slack's
 * library sees to by a cookie; and good for one installation within ten minutes.
 */
export class SlackInstallState implements StateStore {
  readonly #parts: SlackInstallStateParts;
  #key: Promise<string> | undefined;

  constructor(parts: SlackInstallStateParts) {
    this.#parts = parts;
  }

  async generateStateParam(): Promise<string> {
    const body = `${randomBytes(16).toString('base64url')}.${this.#parts.clock.now() + STATE_MS}`;
    return `${body}.${await this.#sign(body)}`;
  }

  /** @throws InvalidStateError; BotError 'store-failed' */
  async verifyStateParam(_now: Date, state: string): Promise<InstallURLOptions> {
    const [nonce = '', until = '', signature = ''] = state.split('.');
    if (!isEqual(signature, await this.#sign(`${nonce}.${until}`))) throw new InvalidStateError('not one of ours');
    const leftMs = Number(until) - this.#parts.clock.now();
    if (leftMs <= 0) throw new InvalidStateError('expired');
    const own = randomUUID();
    const used = await this.#parts.store.update<string>(`used:${nonce}`, (by) => by ?? own, leftMs);
    if (used !== own) throw new InvalidStateError('used before');
    return { scopes: [], redirectUri: this.#parts.redirectUri };
  }

  async #sign(body: string): Promise<string> {
    return createHmac('sha256', await this.#readKey())
      .update(body)
      .digest('base64url');
  }

  /** One for all processes on this store, and for the next ones. */
  async #readKey(): Promise<string> {
    const { secret, store } = this.#parts;
    if (secret !== undefined) return secret;
    this.#key ??= store
      .update<string>(KEY, (known) => known ?? randomBytes(32).toString('base64url'))
      .then((key) => key ?? '');
    try {
      return await this.#key;
    } catch (error) {
      this.#key = undefined; // the store was not there; it may be the next time
      throw error;
    }
  }
}

const isEqual = (one: string, other: string): boolean => {
  const [bytes, others] = [Buffer.from(one), Buffer.from(other)];
  return bytes.length === others.length && timingSafeEqual(bytes, others);
};

import { randomUUID } from 'node:crypto';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import type { SlackInstallation, SlackRefresh } from './slack-installation.ts';

type Renewed = Pick<SlackInstallation, 'token'> & { refresh: SlackRefresh };

/** A new token for a refresh token. @throws BotError */
export type RenewToken = (refreshToken: string) => Promise<Renewed>;

/** So long one process may take to renew a token, milliseconds. */
const CLAIM_MS = 30_000;
/** Whoever needs a token that another process is renewing looks again so often, milliseconds. */
const LOOK_MS = 500;

/**
 * Renews tokens that end. A refresh token works once, so that of all processes and calls one renews it: the one whose claim stands in
 * the store. The others go on with the present token while it lasts, then wait for the next.
 */
export class SlackRefresher {
  readonly #parts: { store: RecordStore; renew: RenewToken; clock: Clock; log: Log };
  /** By the token that it was got for: what could not be written is not lost, because Slack does not give it twice. */
  readonly #unwritten = new BoundedMap<string, Renewed>({ max: 100 });
  readonly #renewing = new Map<string, Promise<SlackInstallation | undefined>>();

  constructor(parts: { store: RecordStore; renew: RenewToken; clock: Clock; log: Log }) {
    this.#parts = parts;
  }

  /** @returns what is stored now; undefined where the bot was removed. @throws BotError 'store-failed' */
  renew(installation: SlackInstallation): Promise<SlackInstallation | undefined> {
    const { id } = installation;
    const known = this.#renewing.get(id);
    if (known) return known;
    const renewing = this.#renew(installation).finally(() => this.#renewing.delete(id));
    this.#renewing.set(id, renewing);
    return renewing;
  }

  async #renew({ id, refresh }: SlackInstallation): Promise<SlackInstallation | undefined> {
    const { clock } = this.#parts;
    const own = randomUUID();
    const giveUpAt = clock.now() + CLAIM_MS;
    for (;;) {
      const stored = await this.#claim(id, refresh?.token, own);
      if (!stored?.refresh || stored.refresh.token !== refresh?.token) return stored;
      if (stored.refresh.claim?.by === own) return this.#exchange(stored, stored.refresh);
      if (stored.refresh.expiresAt > clock.now() || clock.now() > giveUpAt) return stored;
      await clock.sleep(LOOK_MS);
    }
  }

  /** Puts a claim there, unless another one stands or the token was renewed. */
  #claim(id: string, token: string | undefined, by: string): Promise<SlackInstallation | undefined> {
    const now = this.#parts.clock.now();
    const claim = { by, until: now + CLAIM_MS };
    return this.#parts.store.update<SlackInstallation>(id, (stored) => {
      const refresh = stored?.refresh;
      if (!stored || refresh?.token !== token || !refresh || (refresh.claim && refresh.claim.until > now))
        return stored;
      return { ...stored, refresh: { ...refresh, claim } };
    });
  }

  async #exchange(stored: SlackInstallation, refresh: SlackRefresh): Promise<SlackInstallation | undefined> {
    const { store, renew, log } = this.#parts;
    const { id } = stored;
    let renewed = this.#unwritten.get(refresh.token);
    try {
      renewed ??= await renew(refresh.token);
    } catch (error) {
      // The claim stays until it ends, so that Slack is not asked with every call.
      log.error({ err: error, workspace: id }, 'the token of a Slack workspace cannot be renewed');
      return stored;
    }
    const next = renewed;
    this.#unwritten.set(refresh.token, next);
    const written = await store.update<SlackInstallation>(id, (now) =>
      now?.refresh?.token === refresh.token ? { ...now, ...next } : now,
    );
    this.#unwritten.delete(refresh.token);
    return written;
  }
}

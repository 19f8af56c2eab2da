import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import type { SlackTokens } from '../api/slack-tokens.ts';
import type { SlackInstallation, TeamAccess } from './slack-installation.ts';
import { SlackRefresher } from './slack-refresher.ts';
import type { RenewToken } from './slack-refresher.ts';

export interface SlackInstallationsParts {
  store: RecordStore;
  renew: RenewToken;
  clock: Clock;
  log: Log;
}

/** What another process has changed is known after so long, and at once where a token is refused, milliseconds. */
const KEEP_MS = 30_000;
const MAX_KEPT = 1_000;
/** A token is renewed so long before it ends, as Slack's own library does, milliseconds. */
const EARLY_MS = 2 * 60 * 60_000;
/** Slack's clock and ours may differ by so much, milliseconds. */
export const CLOCKS_MS = 5_000;
/** Slack's word that the bot was removed, or its tokens were taken back. */
const REMOVED = new Set(['account_inactive', 'app_uninstalled', 'token_revoked']);

/** Which workspaces have installed the bot, and their tokens: in the store, which encrypts them, and for half a minute in memory. */
export class SlackInstallations {
  readonly #parts: SlackInstallationsParts;
  readonly #refresher: SlackRefresher;
  readonly #known: BoundedMap<string, SlackInstallation>;

  constructor(parts: SlackInstallationsParts) {
    this.#parts = parts;
    this.#refresher = new SlackRefresher(parts);
    this.#known = new BoundedMap({ max: MAX_KEPT, lifetime: { clock: parts.clock, ms: KEEP_MS } });
  }

  /** Of two that were made at once, or when one was made again, the later one counts. @throws BotError 'store-failed' */
  async keep(installation: SlackInstallation): Promise<void> {
    const { id, installedAt } = installation;
    await this.#parts.store.update<SlackInstallation>(id, (now) =>
      now && now.installedAt > installedAt ? now : installation,
    );
    this.#known.delete(id);
  }

  /** @throws BotError 'store-failed' */
  async read(id: string): Promise<SlackInstallation | undefined> {
    const known = this.#known.get(id);
    if (known) return known;
    const found = await this.#parts.store.get<SlackInstallation>(id);
    if (found) this.#known.set(id, found);
    return found;
  }

  /**
   * Forgets its tokens.
   * @param isThis whether what is stored is what was removed: it may have been installed again meanwhile
   * @returns whether it did
   */
  async remove(id: string, isThis: (installation: SlackInstallation) => boolean): Promise<boolean> {
    let isRemoved = false;
    await this.#parts.store.update<SlackInstallation>(id, (now) => {
      isRemoved = now !== undefined && isThis(now);
      return isRemoved ? undefined : now;
    });
    this.#known.delete(id);
    return isRemoved;
  }

  /** What the organisation says of some of its workspaces; of two that contradict each other the later one counts. @throws BotError 'store-failed' */
  async noteAccess(id: string, teamIds: readonly string[], access: TeamAccess): Promise<void> {
    await this.#parts.store.update<SlackInstallation>(id, (now) => {
      if (!now) return now;
      const older = teamIds.filter((team) => (now.teams?.[team]?.at ?? now.installedAt - CLOCKS_MS) <= access.at);
      const said = Object.fromEntries(older.map((team) => [team, access]));
      return { ...now, teams: { ...now.teams, ...said } };
    });
    this.#known.delete(id);
  }

  async count(): Promise<number> {
    return (await this.#parts.store.keys('')).length;
  }

  tokensOf(id: string): SlackTokens {
    return {
      current: async () => {
        const installation = await this.read(id);
        return installation && (await this.#fresh(installation)).token;
      },
      refused: (token, reason) => this.#refused(id, token, reason),
    };
  }

  async #fresh(installation: SlackInstallation): Promise<SlackInstallation> {
    const { refresh } = installation;
    if (!refresh || refresh.expiresAt - this.#parts.clock.now() > EARLY_MS) return installation;
    const renewed = await this.#refresher.renew(installation);
    if (renewed) this.#known.set(installation.id, renewed);
    return renewed ?? installation;
  }

  async #refused(id: string, token: string, reason: string): Promise<'renewed' | 'removed' | 'trouble'> {
    this.#known.delete(id);
    const now = await this.read(id);
    if (!now) return 'removed';
    if (now.token !== token) return 'renewed';
    if (REMOVED.has(reason)) {
      await this.remove(id, (stored) => stored.token === token);
      this.#parts.log.warn({ workspace: id, reason }, 'a Slack workspace has removed the bot: its token is deleted');
      return 'removed';
    }
    if (reason !== 'token_expired') return 'trouble';
    const renewed = await this.#refresher.renew(now);
    if (renewed) this.#known.set(id, renewed);
    return renewed && renewed.token !== token ? 'renewed' : 'trouble';
  }
}

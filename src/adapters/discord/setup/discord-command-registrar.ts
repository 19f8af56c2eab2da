import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import { arrivalId } from '../../../core/arrival-id.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { isFailure, isRefusal } from '../api/discord-failure.ts';
import { discordCommands } from './discord-commands.ts';
import type { DiscordSettings } from './discord-settings.ts';

export interface DiscordCommandRegistrarParts {
  api: Pick<DiscordApi, 'setCommands'>;
  store: RecordStore;
  clock: Clock;
  log: Log;
  settings: Pick<DiscordSettings, 'developmentGuildId' | 'commandName' | 'named'>;
}

/** Without its commands the bot can still be mentioned: nothing waits for them. */
const WAITS = { firstMs: 5_000, maxMs: 10 * 60_000 };

/**
 * Registers the slash commands where they have changed since the last time: Discord allows 200 new ones a day, and each one invalidates what
 * clients have loaded. Tries until Discord has taken them, or has said that it never will.
 */
export class DiscordCommandRegistrar {
  readonly #parts: DiscordCommandRegistrarParts;
  #ending = new AbortController();

  constructor(parts: DiscordCommandRegistrarParts) {
    this.#parts = parts;
  }

  /** Begins anew where it is under way: another session may find another program or guild. */
  begin(applicationId: string): void {
    this.end();
    this.#ending = new AbortController();
    void this.#register(applicationId, this.#ending.signal);
  }

  end(): void {
    this.#ending.abort(new Error('nothing is registered any more'));
  }

  async #register(applicationId: string, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        return await this.#registerOnce(applicationId);
      } catch (error) {
        if (isRefusal(error)) {
          log.error(
            { err: error },
            'Discord refuses the slash commands; they are offered again at the next connection',
          );
          return;
        }
        const askedMs = isFailure(error) ? (error.retryAfterMs ?? 0) : 0;
        const waitMs = Math.max(askedMs, backOffMs(failures, WAITS));
        log.warn({ err: error, waitMs }, 'slash commands could not be registered yet');
        await pause(clock, waitMs, signal);
      }
    }
  }

  async #registerOnce(applicationId: string): Promise<void> {
    const { api, store, log, settings } = this.#parts;
    const { developmentGuildId: guildId, commandName, named } = settings;
    const commands = discordCommands(commandName, { inGuild: guildId !== undefined, named });
    const print = arrivalId(JSON.stringify(commands));
    const key = `commands:${applicationId}:${guildId ?? 'everywhere'}`;
    if ((await store.get(key)) === print) return;
    await api.setCommands(applicationId, guildId, commands);
    await store.set(key, print);
    log.info({ guildId }, 'slash commands registered');
  }
}

import type { Config } from './config.ts';
import type { Clock } from './async/clock.ts';
import type { Log, Meter } from './core/ports/operator.ts';
import type { Platform } from './core/ports/platform.ts';
import type { OpenStore } from './core/ports/turns.ts';
import type { Handler } from './operate/http-server.ts';

/** Somebody sits at a terminal. */
export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream & { isTTY?: boolean };
  person: string;
  onLeave: () => void;
}

export interface PlatformParts {
  config: Config;
  clock: Clock;
  log: Log;
  meter: Meter;
  openStore: OpenStore;
  mount: (path: string, handler: Handler) => void;
  terminal: Terminal | undefined;
}

/**
 * Every platform whose settings are there; the console when there is none and somebody sits at a terminal. An SDK is loaded only when
 * its platform is on: together they take most of the time to start.
 */
export const createPlatforms = async (parts: PlatformParts): Promise<Map<string, Platform>> => {
  const { config, terminal, clock, log, meter, openStore, mount } = parts;
  const platforms: Platform[] = [];
  if (config.slack) {
    const { SlackPlatform } = await import('./adapters/slack/slack-platform.ts');
    platforms.push(
      new SlackPlatform({ settings: config.slack, proxy: config.proxy, mount, openStore, clock, log, meter }),
    );
  }
  if (config.discord) {
    const { DiscordPlatform } = await import('./adapters/discord/discord-platform.ts');
    platforms.push(new DiscordPlatform({ settings: config.discord, openStore, clock, log, meter }));
  }
  if (terminal && !config.slack && !config.discord) {
    const { ConsolePlatform } = await import('./adapters/console/console-platform.ts');
    platforms.push(new ConsolePlatform({ ...terminal, clock, log }));
  }
  return new Map(platforms.map((platform) => [platform.name, platform]));
};

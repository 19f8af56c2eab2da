import { ConsolePlatform } from './adapters/console/console-platform.ts';
import type { Config } from './config.ts';
import type { Clock } from './core/clock.ts';
import type { Log, Meter, OpenStore, Platform } from './core/ports.ts';
import type { Handler } from './http-server.ts';

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

/** Every platform whose settings are there; the console when there is none and somebody sits at a terminal. */
export const createPlatforms = (parts: PlatformParts): Map<string, Platform> => {
  const { config, terminal, clock, log } = parts;
  const platforms: Platform[] = [];
  if (terminal && !config.slack && !config.discord) platforms.push(new ConsolePlatform({ ...terminal, clock, log }));
  return new Map(platforms.map((platform) => [platform.name, platform]));
};

import { consoleAdapter } from './adapters/console/console-adapter.ts';
import type { PlatformAdapter } from './adapters/define-platform.ts';
import { discordAdapter } from './adapters/discord/discord-adapter.ts';
import { slackAdapter } from './adapters/slack/slack-adapter.ts';
import { webAdapter } from './adapters/web/web-adapter.ts';

/** Every platform that there is. A new one is a folder, and a line here. */
export const platforms: readonly PlatformAdapter[] = [slackAdapter, discordAdapter, webAdapter, consoleAdapter];

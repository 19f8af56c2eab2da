import { readFileSync } from 'node:fs';

import { z } from 'zod';

const shape = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

/** The scopes and events of the app as operators install it, so that a call or event that the manifest forgot fails here. */
export function installedApp(): { scopes: string[]; events: string[] } {
  const file = new URL('../../../deploy/slack-manifest.json', import.meta.url);
  const manifest = shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { scopes: manifest.oauth_config.scopes.bot, events: manifest.settings.event_subscriptions.bot_events };
}

import { DiscordTortureStage } from './discord-torture-stage.ts';
import { SlackTortureStage } from './slack-torture-stage.ts';
import type { TortureStage } from './torture-stage.ts';
import { WebTortureStage } from './web/web-torture-stage.ts';

export const stages: Readonly<Record<string, () => Promise<TortureStage>>> = {
  slack: () => SlackTortureStage.open(),
  discord: () => DiscordTortureStage.open(),
  web: () => WebTortureStage.open(),
};

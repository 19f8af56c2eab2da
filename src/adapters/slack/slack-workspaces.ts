import type { Inbox } from '../../core/ports/arrival.ts';
import type { Bulletin } from '../../core/ports/bulletin.ts';
import type { SlackSelf } from './api/slack-directory.ts';
import type { SlackIntake } from './arrive/slack-intake.ts';
import type { SlackRemoval } from './arrive/slack-removal.ts';
import type { SlackTeamAccess } from './arrive/slack-team-access.ts';
import type { SlackOrigin } from './setup/slack-installation.ts';
import type { SlackAddress } from './slack-address.ts';
import type { SlackWorkspace } from './slack-workspace.ts';

/** The workspaces that the bot is in: the one whose token the settings name, or all that have installed it. */
export interface SlackWorkspaces {
  /** @returns who the bot is, where that is the same for everything that comes. @throws BotError */
  start(inbox: Inbox): Promise<SlackSelf | undefined>;
  /** That of a turn; undefined where it cannot be one of these. */
  at(address: SlackAddress): SlackWorkspace | undefined;
  /** Takes what comes from there; undefined where the bot is not installed. @throws BotError */
  intake(origin: SlackOrigin): Promise<SlackIntake | undefined>;
  /** @throws BotError */
  remove(origin: SlackOrigin, removal: SlackRemoval): Promise<void>;
  /** An organisation gives the bot to some of its workspaces, or takes it from them. @throws BotError */
  noteAccess(origin: SlackOrigin, access: SlackTeamAccess): Promise<void>;
  /** What keeps everybody from reaching the bot. */
  readonly trouble: string | undefined;
  /** How many have the bot, as far as is known. */
  readonly count: number | undefined;
  readonly alert: Bulletin['alert'];
  /** Ends what is under way. */
  close(): void;
}

import type { Inbox } from '../../core/ports/arrival.ts';
import type { Bulletin } from '../../core/ports/bulletin.ts';
import type { SlackSelf } from './api/slack-directory.ts';
import { onlyToken } from './api/slack-tokens.ts';
import type { SlackIntake } from './arrive/slack-intake.ts';
import type { SlackRemoval } from './arrive/slack-removal.ts';
import type { SlackOrigin } from './setup/slack-installation.ts';
import type { SlackAddress } from './slack-address.ts';
import { SlackWorkspace } from './slack-workspace.ts';
import type { SlackShared } from './slack-workspace.ts';
import type { SlackWorkspaces } from './slack-workspaces.ts';

/** The one workspace whose token the settings name. */
export class SlackOneWorkspace implements SlackWorkspaces {
  readonly count = 1;
  readonly alert: Bulletin['alert'];
  readonly #shared: SlackShared;
  readonly #workspace: SlackWorkspace;
  #intake: SlackIntake | undefined;
  /** Why Slack does not talk to us any more. */
  #removed: string | undefined;

  constructor(shared: SlackShared, botToken: string) {
    this.#shared = shared;
    this.#workspace = new SlackWorkspace(shared, { tokens: onlyToken(botToken) });
    this.alert = this.#workspace.alert(shared.settings.alertsTo);
  }

  async start(inbox: Inbox): Promise<SlackSelf> {
    const { directory } = this.#workspace;
    const { ruled, log } = this.#shared;
    const self = await directory.self();
    await directory.tryRights(ruled).catch((error: unknown) => log.warn({ err: error }, 'rights cannot be read yet'));
    this.#intake = await this.#workspace.listen(inbox);
    return self;
  }

  /** What a bot of several workspaces has kept names its own. */
  at(address: SlackAddress): SlackWorkspace | undefined {
    return address.workspace === undefined ? this.#workspace : undefined;
  }

  async intake(): Promise<SlackIntake | undefined> {
    return this.#intake;
  }

  async remove(_origin: SlackOrigin, { why }: SlackRemoval): Promise<void> {
    this.#shared.log.error({ event: why }, 'Slack has removed this app from its workspace');
    this.#removed = why;
  }

  /** Of an organisation, and there is none. */
  async noteAccess(): Promise<void> {
    this.#shared.log.debug({}, 'what an organisation says of its workspaces is not for a bot of one workspace');
  }

  get trouble(): string | undefined {
    const { api, directory } = this.#workspace;
    return this.#removed ?? api.trouble ?? directory.unreadable(this.#shared.ruled);
  }

  close(): void {
    this.#workspace.api.close();
  }
}

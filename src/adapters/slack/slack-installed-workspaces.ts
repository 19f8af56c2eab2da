import { AsyncCache } from '../../async/async-cache.ts';
import { BotError } from '../../core/errors.ts';
import type { Inbox } from '../../core/ports/arrival.ts';
import type { Bulletin } from '../../core/ports/bulletin.ts';
import { LeanHttp } from '../../http/lean-http.ts';
import type { SlackSelf } from './api/slack-directory.ts';
import type { SlackIntake } from './arrive/slack-intake.ts';
import type { SlackRemoval } from './arrive/slack-removal.ts';
import type { SlackTeamAccess } from './arrive/slack-team-access.ts';
import { SlackInstall } from './setup/slack-install.ts';
import { installationIds, serves } from './setup/slack-installation.ts';
import type { SlackInstallation, SlackOrigin } from './setup/slack-installation.ts';
import { CLOCKS_MS, SlackInstallations } from './setup/slack-installations.ts';
import { INSTALL_PATH, REDIRECT_PATH } from './setup/slack-settings.ts';
import type { SlackOAuthSettings } from './setup/slack-settings.ts';
import type { SlackAddress } from './slack-address.ts';
import { SlackWorkspace } from './slack-workspace.ts';
import type { SlackShared } from './slack-workspace.ts';
import type { SlackWorkspaces } from './slack-workspaces.ts';

/** How many have installed the bot is counted again after so long: another process may have seen one come or go, milliseconds. */
const COUNT_MS = 30_000;
const MAX_INTAKES = 10_000;
const DAY_MS = 24 * 60 * 60_000;

interface Known {
  workspace: SlackWorkspace;
  /** Of the installation that it was made for; it is made anew for a later one. */
  installedAt?: number;
}

/** All workspaces that have installed the bot, each with its own token. They come and go while it runs. */
export class SlackInstalledWorkspaces implements SlackWorkspaces {
  readonly alert: Bulletin['alert'];
  readonly #shared: SlackShared;
  readonly #installations: SlackInstallations;
  readonly #publicUrl: string;
  readonly #known = new Map<string, Known>();
  /** Of earlier installations: turns that are under way keep what they have. */
  readonly #replaced: SlackWorkspace[] = [];
  readonly #intakes = new AsyncCache<SlackIntake>({ max: MAX_INTAKES });
  readonly #closing = new AbortController();
  readonly #http: LeanHttp;
  #inbox: Inbox | undefined;
  #counted: number | undefined;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(shared: SlackShared, oauth: SlackOAuthSettings) {
    this.#shared = shared;
    this.#publicUrl = oauth.publicUrl;
    this.#http = new LeanHttp(shared.proxy);
    const { openStore, mount, settings, retentionMs, language, clock, log } = shared;
    const install = new SlackInstall({
      oauth,
      apiUrl: settings.apiUrl,
      store: openStore('slack-installing'),
      keep: (installation) => this.#keep(installation),
      retentionDays: Math.round(retentionMs / DAY_MS),
      language,
      clock,
      log,
      http: this.#http,
      closing: this.#closing.signal,
    });
    const store = openStore('slack-installations');
    this.#installations = new SlackInstallations({ store, renew: install.renew, clock, log });
    mount?.(INSTALL_PATH, install.begin);
    mount?.(REDIRECT_PATH, install.finish);
    const [team, to] = settings.alertsTo?.split(':') ?? [];
    this.alert = team === undefined || to === undefined ? undefined : this.#of(team).workspace.alert(to);
  }

  async start(inbox: Inbox): Promise<undefined> {
    this.#inbox = inbox;
    await this.#recount();
    if (this.#counted === 0) this.#shared.log.warn({}, this.#nobody);
  }

  at({ workspace }: SlackAddress): SlackWorkspace | undefined {
    return workspace === undefined ? undefined : this.#of(workspace).workspace;
  }

  async intake(origin: SlackOrigin): Promise<SlackIntake | undefined> {
    const installation = await this.#find(origin);
    const inbox = this.#inbox;
    if (!installation || !inbox) return undefined;
    const { id, installedAt } = installation;
    const former = this.#of(id);
    if (former.installedAt !== undefined && former.installedAt !== installedAt) {
      this.#known.delete(id);
      this.#replaced.push(former.workspace);
    }
    const known = this.#of(id);
    known.installedAt = installedAt;
    return this.#intakes.get(`${id} ${installedAt}`, () => known.workspace.listen(inbox));
  }

  /** Its tokens go at once. What people said stays theirs until its time is over, or they want it gone: docs/privacy.md. */
  async remove(origin: SlackOrigin, { why, at }: SlackRemoval): Promise<void> {
    const [id] = installationIds(origin); // an organisation keeps the bot when one of its workspaces removes it
    const isThis = ({ installedAt }: SlackInstallation): boolean => at === undefined || installedAt <= at + CLOCKS_MS;
    if (id === undefined || !(await this.#installations.remove(id, isThis))) return;
    this.#shared.log.info({ workspace: id, event: why }, 'a Slack workspace has removed the bot: its token is deleted');
    await this.#recount();
  }

  async noteAccess(origin: SlackOrigin, access: SlackTeamAccess): Promise<void> {
    const id = access.enterpriseId ?? origin.enterpriseId;
    if (id === undefined) return;
    const { teamIds: workspaces, isGranted, at } = access;
    await this.#installations.noteAccess(id, workspaces, { isGranted, at });
    this.#shared.log.info(
      { workspace: id, workspaces, isGranted },
      'an organisation says which workspaces have the bot',
    );
  }

  get trouble(): string | undefined {
    this.#recountSoon();
    return this.#counted === 0 ? this.#nobody : undefined;
  }

  get count(): number | undefined {
    this.#recountSoon();
    return this.#counted;
  }

  close(): void {
    this.#closing.abort(new BotError('shutting-down', 'Slack is closed'));
    const all = [...this.#known.values()].map(({ workspace }) => workspace);
    for (const { api } of [...all, ...this.#replaced]) api.close();
    void this.#http.close();
  }

  get #nobody(): string {
    return `no Slack workspace has installed the bot: nobody can reach it until one does, at ${this.#publicUrl}${INSTALL_PATH}`;
  }

  async #keep(installation: SlackInstallation): Promise<void> {
    await this.#installations.keep(installation);
    this.#counted = undefined;
    this.#countedAt = Number.NEGATIVE_INFINITY;
  }

  async #find(origin: SlackOrigin): Promise<SlackInstallation | undefined> {
    for (const id of installationIds(origin)) {
      const found = await this.#installations.read(id);
      if (found && serves(found, origin.teamId)) return found;
    }
    return undefined;
  }

  #of(id: string): Known {
    const known = this.#known.get(id);
    if (known) return known;
    const installed = { id, readSelf: () => this.#self(id) };
    const workspace = new SlackWorkspace(this.#shared, { tokens: this.#installations.tokensOf(id), installed });
    const made = { workspace };
    this.#known.set(id, made);
    return made;
  }

  async #self(id: string): Promise<SlackSelf> {
    const installation = await this.#installations.read(id);
    if (!installation) throw new BotError('place-gone', 'Slack: the workspace has removed the bot');
    const { botUserId, botId, url } = installation;
    return { teamId: id, workspace: id, botUserId, botId, url };
  }

  #recountSoon(): void {
    const { clock, log } = this.#shared;
    if (clock.monotonic() - this.#countedAt < COUNT_MS) return;
    this.#recount().catch((error: unknown) => log.debug({ err: error }, 'Slack workspaces could not be counted'));
  }

  async #recount(): Promise<void> {
    const at = this.#shared.clock.monotonic();
    this.#countedAt = at;
    const count = await this.#installations.count();
    if (this.#countedAt === at) this.#counted = count; // unless one came meanwhile
  }
}

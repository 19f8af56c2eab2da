import { BoundedMap } from '../../../async/bounded-map.ts';
import { AsyncCache } from '../../../async/async-cache.ts';
import type { Clock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';
import type { Person, Sight } from '../../../core/ports/person.ts';
import { inWorkspace, isDirect } from '../slack-address.ts';
import { SlackRefusal } from './slack-failure.ts';
import { idAt, listAt, payloadAt, textAt } from './slack-payload.ts';
import type { Payload } from './slack-payload.ts';
import type { SlackApi } from './slack-api.ts';

/** Rights may be a minute old (docs/privacy.md says so), milliseconds. */
const KEEP_MS = 60_000;
const MAX_KEPT = 1_000;
/** Who changes their language waits so long for ours, milliseconds. */
const LOCALE_MS = 60 * 60_000;
/** Slack's most on a page; in a larger channel nobody reads a conversation from elsewhere (docs.slack.dev, conversations.members). */
const MAX_MEMBERS = 999;

/** Who the bot is in its workspace. */
export interface SlackSelf {
  /** The workspace; the organisation where the bot is installed in a whole one. */
  teamId: string;
  /** The same, where this is one of several: ids of people and channels only mean something together with it. */
  workspace?: string;
  botUserId: string;
  botId: string | undefined;
  /** Of the workspace, with a slash at its end. */
  url: string | undefined;
}

/** Somebody whom Slack does not show the bot: from outside, whatever their home is. */
const OUTSIDE = new Set(['user_not_found', 'user_not_visible', 'users_not_found']);

/** To a channel that is not there, or not for us, nobody can write either. */
const NO_CHANNEL: Payload = { channel: { is_archived: true } };

/** Who is who, and where is where: names and rights as Slack tells them, remembered for a minute. */
export class SlackDirectory {
  readonly #api: SlackApi;
  readonly #users: AsyncCache<Payload | undefined>;
  readonly #locales: BoundedMap<string, string | undefined>;
  readonly #channels: AsyncCache<Payload | undefined>;
  readonly #groups: AsyncCache<Payload | undefined>;
  readonly #self = new AsyncCache<SlackSelf>({ max: 1 });
  readonly #readSelf: () => Promise<SlackSelf>;
  /** What Slack refuses to tell, by method, with its reason. */
  readonly #refused = new Map<string, string>();

  /** @param readSelf where Slack need not be asked who the bot is */
  constructor(api: SlackApi, clock: Clock, readSelf: () => Promise<SlackSelf> = () => askSelf(api)) {
    this.#api = api;
    this.#readSelf = readSelf;
    const lifetime = { clock, ms: KEEP_MS };
    this.#users = new AsyncCache({ max: MAX_KEPT, lifetime });
    this.#locales = new BoundedMap({ max: MAX_KEPT, lifetime: { clock, ms: LOCALE_MS } });
    this.#channels = new AsyncCache({ max: MAX_KEPT, lifetime });
    this.#groups = new AsyncCache({ max: MAX_KEPT, lifetime });
  }

  /** Who the token belongs to. @throws BotError */
  self(): Promise<SlackSelf> {
    return this.#self.get('', this.#readSelf);
  }

  /** @throws BotError where Slack does not tell now; what it refuses to tell is 'unreadable'. @param team in an organisation: whose user groups */
  async person(user: string, channel: string, team?: string): Promise<Person> {
    const [self, profile, groups] = await Promise.all([this.self(), this.#user(user), this.#groupsOf(user, team)]);
    const teams = teamsOf(profile);
    const isRefused = profile === undefined && this.#refused.has('users.info');
    return {
      name: nameOf(profile) ?? user,
      standing: isRefused ? 'unreadable' : standingOf(profile, self),
      groups,
      workspaces: teams.length === 0 ? 'unreadable' : { here: teams, all: teams },
      managesChannel: profile !== undefined && (await this.#manages(user, profile, channel)),
    };
  }

  /** A conversation of another channel is read by its members; of the same channel, by whoever reads that. @throws BotError */
  async sight(conversation: string, here: { channel: string; user: string }): Promise<Sight> {
    const [team, channel = conversation] = conversation.split(':');
    if (team !== conversation && team !== (await this.self()).teamId) return 'nobody';
    if (channel === here.channel) return 'everybody';
    if (isDirect(channel)) return 'nobody';
    const answer = await this.#permitted('conversations.members', { channel, limit: MAX_MEMBERS });
    const members = answer?.['members'];
    return Array.isArray(members) && members.includes(here.user) ? 'asker' : 'nobody';
  }

  /** Reads what access rules depend on, so that the operator learns at the start what they cannot be told. @throws BotError */
  async tryRights({ groups }: { groups: boolean }): Promise<void> {
    const { botUserId } = await this.self();
    await this.#user(botUserId);
    if (groups) await this.#allGroups();
  }

  /** What access rules depend on and Slack does not let the bot read, for the operator. */
  unreadable({ groups }: { groups: boolean }): string | undefined {
    const methods = ['users.info', ...(groups ? ['usergroups.list'] : [])];
    const refused = methods.flatMap((method) => {
      const reason = this.#refused.get(method);
      return reason === undefined ? [] : [`${method}: ${reason}`];
    });
    return refused.length === 0
      ? undefined
      : `access rules cannot be checked, so people are denied (${refused.join(', ')})`;
  }

  /** Can nobody write there any more? What Slack does not let the bot know is no. @throws BotError where it cannot tell now */
  async isClosed(channel: string): Promise<boolean> {
    return (await this.#channel(channel))?.['is_archived'] === true;
  }

  /** As Slack has told it in the last hour. English is none: who would choose Finnish or Swedish has it too, because Slack speaks neither. */
  knownLocale(user: string): string | undefined {
    const locale = this.#locales.get(user);
    return locale?.startsWith('en') === true ? undefined : locale;
  }

  /** The same, asked for where it is not known. @throws BotError where Slack does not tell now */
  async locale(user: string): Promise<string | undefined> {
    if (!this.#locales.has(user)) await this.#user(user);
    return this.knownLocale(user);
  }

  /** Names of people, channels and user groups by id; whom Slack does not tell is missing. Never throws. */
  async names(ids: readonly string[]): Promise<Map<string, string>> {
    const named = await Promise.all(
      ids.map(async (id): Promise<[string, string | undefined]> => [
        id,
        await this.#nameOf(id).catch(() => undefined), // a name is worth no turn
      ]),
    );
    return new Map(named.flatMap(([id, name]) => (name === undefined ? [] : [[id, name]])));
  }

  /** For the system prompt. Never throws. */
  async where(channel: string): Promise<string> {
    if (isDirect(channel)) return 'a direct message';
    const info = await this.#channel(channel).catch(() => undefined); // nor is this
    const name = textAt(info, 'name');
    if (info?.['is_mpim'] === true || name === undefined) return 'a group conversation';
    return `#${name}`;
  }

  async #manages(user: string, profile: Payload, channel: string): Promise<boolean> {
    if (profile['is_admin'] === true || profile['is_owner'] === true || isDirect(channel)) return true;
    const info = await this.#channel(channel);
    return textAt(info, 'creator') === user;
  }

  async #user(user: string): Promise<Payload | undefined> {
    const ask = (): Promise<Payload | undefined> => this.#permitted('users.info', { user, include_locale: true });
    const profile = payloadAt(await this.#users.get(user, ask), 'user');
    this.#locales.set(user, textAt(profile, 'locale'));
    return profile;
  }

  async #channel(channel: string): Promise<Payload | undefined> {
    const ask = (): Promise<Payload | undefined> =>
      this.#permitted('conversations.info', { channel }, { channel_not_found: NO_CHANNEL });
    return payloadAt(await this.#channels.get(channel, ask), 'channel');
  }

  async #nameOf(id: string): Promise<string | undefined> {
    if (/^[UW]/.test(id)) return nameOf(await this.#user(id));
    if (/^[CG]/.test(id)) return textAt(await this.#channel(id), 'name');
    const group = (await this.#allGroups())?.find((each) => textAt(each, 'id') === id);
    return textAt(group, 'handle') ?? textAt(group, 'name');
  }

  async #allGroups(team?: string): Promise<Payload[] | undefined> {
    const args = { include_users: true, ...(team !== undefined && { team_id: team }) };
    const answer = await this.#groups.get(team ?? '', () => this.#permitted('usergroups.list', args));
    return answer && listAt(answer, 'usergroups');
  }

  async #groupsOf(user: string, team: string | undefined): Promise<string[] | 'unreadable'> {
    const groups = await this.#allGroups(team);
    if (!groups) return 'unreadable';
    const { workspace } = await this.self();
    const ids = groups.filter((group) => usersIn(group).includes(user)).flatMap((group) => textAt(group, 'id') ?? []);
    return ids.map((id) => inWorkspace(workspace, id));
  }

  /**
   * Undefined where Slack refuses: a missing scope is named in the log and narrows what we know, no more.
   * @param telling refusals that are answers
   */
  async #permitted(
    method: string,
    args: Payload,
    telling: Readonly<Record<string, Payload>> = {},
  ): Promise<Payload | undefined> {
    try {
      const answer = await this.#api.repeatable(method, args);
      this.#refused.delete(method);
      return answer;
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      if (error.reason in telling) return telling[error.reason];
      if (!OUTSIDE.has(error.reason)) this.#refused.set(method, error.reason);
      return undefined;
    }
  }
}

const askSelf = async (api: SlackApi): Promise<SlackSelf> => {
  const answer = await api.repeatable('auth.test', {});
  const [teamId, botUserId] = [idAt(answer, 'team_id'), idAt(answer, 'user_id')];
  if (teamId === undefined || botUserId === undefined)
    throw new BotError('platform-failed', 'Slack: auth.test does not say who we are');
  return { teamId, botUserId, botId: idAt(answer, 'bot_id'), url: textAt(answer, 'url') };
};

const usersIn = (group: Payload): string[] => {
  const users = group['users'];
  return Array.isArray(users) ? users.filter((user) => typeof user === 'string') : [];
};

const nameOf = (user: Payload | undefined): string | undefined => {
  const profile = payloadAt(user, 'profile');
  return (
    textAt(profile, 'display_name') ?? textAt(profile, 'real_name') ?? textAt(user, 'real_name') ?? textAt(user, 'name')
  );
};

/** The home team, the other teams of its organisation that somebody is in, and the organisation. */
const teamsOf = (user: Payload | undefined): string[] => {
  const enterprise = payloadAt(user, 'enterprise_user');
  const teams = enterprise?.['teams'];
  const more: unknown[] = Array.isArray(teams) ? teams : [];
  const ids = [user?.['team_id'], enterprise?.['enterprise_id'], user?.['enterprise_id'], ...more];
  return [...new Set(ids.filter((id) => typeof id === 'string' && id !== ''))] as string[];
};

const standingOf = (user: Payload | undefined, self: SlackSelf): Person['standing'] => {
  if (!user || user['is_stranger'] === true || user['deleted'] === true) return 'stranger';
  const team = textAt(user, 'team_id');
  const isInOurs = teamsOf(user).includes(self.teamId);
  if (team !== undefined && team !== self.teamId && !isInOurs) return 'stranger';
  return user['is_restricted'] === true || user['is_ultra_restricted'] === true ? 'guest' : 'member';
};

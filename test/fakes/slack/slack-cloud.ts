import { randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../../../src/async/clock.ts';
import { newSecrets, type AppSecrets } from './access.ts';
import { FakeSlack } from './fake-slack.ts';
import { argumentsOf, openDoor, type HttpRequest } from './http-door.ts';
import { textOf, type JsonObject } from './json-object.ts';
import type { Answer } from './web-api.ts';
import type { Enterprise } from './world.ts';

interface Code {
  readonly workspace: FakeSlack;
  readonly redirectUri: string;
  isUsed: boolean;
}

interface Refreshing {
  readonly workspace: FakeSlack;
  isUsed: boolean;
}

const tokenSeconds = 12 * 60 * 60;

/** Slack with several workspaces behind one address: a distributed app, which each of them installs by OAuth. */
export class SlackCloud {
  readonly clientId = '111.222';
  readonly clientSecret = 'the-client-secret-of-the-app';
  readonly app: AppSecrets;
  /** Every call of oauth.v2.access: what for, and what came of it. */
  readonly exchanges: { kind: 'code' | 'refresh'; result: string }[] = [];
  /** The app has switched token rotation on. */
  rotates = false;
  /** What oauth.v2.access is refused with, whatever comes. */
  refusal: string | undefined;
  origin = '';
  readonly #clock: Clock;
  readonly #workspaces: FakeSlack[] = [];
  readonly #codes = new Map<string, Code>();
  readonly #refreshing = new Map<string, Refreshing>();
  #close: () => Promise<void> = () => Promise.resolve();

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.app = newSecrets({ newSecret: (prefix) => `${prefix}-${randomBytes(16).toString('hex')}` });
  }

  static async start({ clock = systemClock }: { clock?: Clock } = {}): Promise<SlackCloud> {
    const cloud = new SlackCloud(clock);
    const door = await openDoor(
      clock,
      (request) => cloud.#answer(request),
      (request, socket, head) => cloud.#first.sockets.upgrade(request, socket, head),
    );
    cloud.origin = door.origin;
    cloud.#close = door.close;
    return cloud;
  }

  async close(): Promise<void> {
    await this.#close();
    await Promise.all(this.#workspaces.map((workspace) => workspace.close()));
  }

  get apiUrl(): string {
    return `${this.origin}/api/`;
  }

  /** People and channels of each have the same ids: Slack only promises them to be unique in their workspace. */
  async addWorkspace(domain: string, enterprise?: Enterprise): Promise<FakeSlack> {
    const teamId = `T0${domain.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`;
    const workspace = await FakeSlack.start({
      clock: this.#clock,
      app: this.app,
      workspace: { teamId, domain, ...(enterprise && { enterprise }) },
    });
    this.#workspaces.push(workspace);
    if (this.#workspaces.length > 1) workspace.deliverOver(this.#first.sockets);
    return workspace;
  }

  deliverTo(url: string): void {
    for (const workspace of this.#workspaces) workspace.deliverTo(url);
  }

  /** Somebody of a workspace presses "Allow". @returns where the browser is sent to */
  allow(authorizeUrl: string, workspace: FakeSlack): string {
    const { searchParams } = new URL(authorizeUrl);
    if (searchParams.get('client_id') !== this.clientId) throw new Error('another app');
    const code = randomBytes(8).toString('hex');
    const redirectUri = searchParams.get('redirect_uri') ?? '';
    this.#codes.set(code, { workspace, redirectUri, isUsed: false });
    return `${redirectUri}?${new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString()}`;
  }

  /** Somebody presses "Cancel". */
  deny(authorizeUrl: string): string {
    const { searchParams } = new URL(authorizeUrl);
    const state = searchParams.get('state') ?? '';
    return `${searchParams.get('redirect_uri')}?${new URLSearchParams({ error: 'access_denied', state }).toString()}`;
  }

  get #first(): FakeSlack {
    const [first] = this.#workspaces;
    if (first === undefined) throw new Error('no workspace');
    return first;
  }

  async #answer(request: HttpRequest): Promise<Answer> {
    if (!request.path.startsWith('/api/')) return { status: 404, headers: {}, body: 'Not found' };
    const args = argumentsOf(request);
    if (request.path === '/api/oauth.v2.access') return this.#exchange(args);
    const token = textOf(args['token'] ?? request.token);
    const isOfApp = token === this.app.appToken;
    const workspace = isOfApp ? this.#first : this.#workspaces.find(({ access }) => access.knows(token));
    return workspace === undefined ? refused('invalid_auth') : this.#forward(request, workspace);
  }

  async #forward({ path, query, token, contentType, body }: HttpRequest, workspace: FakeSlack): Promise<Answer> {
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const response = await fetch(`${workspace.world.origin}${path}${search}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      body: new Uint8Array(body),
    });
    const text = await response.text();
    const headers = Object.fromEntries(response.headers);
    for (const name of ['content-length', 'connection', 'keep-alive', 'transfer-encoding']) delete headers[name];
    return { status: response.status, headers, body: text };
  }

  #exchange(args: JsonObject): Answer {
    const kind = args['grant_type'] === 'refresh_token' ? 'refresh' : 'code';
    const result = this.#grant(kind, args);
    this.exchanges.push({ kind, result: typeof result === 'string' ? result : 'ok' });
    return typeof result === 'string' ? refused(result) : { status: 200, headers: {}, body: { ok: true, ...result } };
  }

  #grant(kind: 'code' | 'refresh', args: JsonObject): JsonObject | string {
    if (this.refusal !== undefined) return this.refusal;
    if (args['client_id'] !== this.clientId) return 'invalid_client_id';
    if (args['client_secret'] !== this.clientSecret) return 'bad_client_secret';
    if (kind === 'refresh') {
      const found = this.#refreshing.get(textOf(args['refresh_token']));
      if (found === undefined || found.isUsed) return 'invalid_refresh_token';
      found.isUsed = true;
      return this.#tokens(found.workspace);
    }
    const code = this.#codes.get(textOf(args['code']));
    if (code === undefined) return 'invalid_code';
    if (code.isUsed) return 'code_already_used';
    if (code.redirectUri !== args['redirect_uri']) return 'bad_redirect_uri';
    code.isUsed = true;
    code.workspace.access.botTokenError = undefined;
    return this.#tokens(code.workspace);
  }

  #tokens(workspace: FakeSlack): JsonObject {
    const { world, access } = workspace;
    const { enterprise } = world;
    const rotation: JsonObject = {};
    if (this.rotates) {
      const next = `xoxe-1-${randomBytes(8).toString('hex')}`;
      this.#refreshing.set(next, { workspace, isUsed: false });
      Object.assign(rotation, { refresh_token: next, expires_in: tokenSeconds });
    }
    return {
      access_token: access.issue(this.rotates ? this.#clock.now() + tokenSeconds * 1_000 : undefined),
      token_type: 'bot',
      scope: [...access.scopes].join(','),
      bot_user_id: world.bot.id,
      app_id: world.appId,
      team: enterprise?.isInstalled === true ? null : { id: world.teamId, name: world.domain },
      enterprise: enterprise === undefined ? null : { id: enterprise.id, name: 'organisation' },
      is_enterprise_install: enterprise?.isInstalled ?? false,
      authed_user: { id: 'U0INSTALLER' },
      ...rotation,
    };
  }
}

function refused(error: string): Answer {
  return { status: 200, headers: {}, body: { ok: false, error } };
}

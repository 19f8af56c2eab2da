import { failed, ok, warning } from '../../../findings/finding.ts';
import type { Check, Finding } from '../../../findings/finding.ts';
import { NoAnswer } from '../../../findings/probe.ts';
import type { CheckParts } from '../../define-platform.ts';
import { sayHello } from './slack-hello.ts';
import { BOT_EVENTS, BOT_SCOPES } from './slack-manifest.ts';
import { INSTALL_PATH, REDIRECT_PATH } from './slack-settings.ts';
import type { SlackOAuthSettings, SlackSettings } from './slack-settings.ts';

export interface SlackCheckParts extends CheckParts {
  slack: SlackSettings;
}

type SlackAnswer = Readonly<Record<string, unknown>>;

const SLACK = 'https://slack.com/api/';
const APPS = 'https://api.slack.com/apps';
const REINSTALL = `${APPS}, your app, Install App, Install to Workspace: copy the Bot User OAuth Token to SLACK_BOT_TOKEN.`;

/** Slack: the tokens as far as they are set, the scopes that the manifest asks for and the events that need them, and a socket that opens. */
export async function* checkSlack(parts: SlackCheckParts): Check {
  const { slack } = parts;
  const { botToken, oauth, appToken, signingSecret } = slack;
  try {
    const appId = oauth ? yield* checkClient(parts, oauth) : yield* checkBot(parts, botToken ?? '');
    if (appToken !== undefined) yield* checkSocket(parts, appToken, appId);
    else if (signingSecret !== undefined) yield checkSigning(signingSecret);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const url = slack.apiUrl ?? SLACK;
    yield failed('slack', error.message, parts.adviseOnNetwork(url, error.code));
  }
}

async function* checkBot(parts: SlackCheckParts, botToken: string): AsyncGenerator<Finding, string | undefined> {
  const { answer, scopes } = await call(parts, 'auth.test', botToken);
  yield whoWeAre(answer);
  if (answer['ok'] === true) {
    yield checkScopes(scopes);
    yield checkEvents(scopes);
  }
  return findAppId(parts, answer, botToken);
}

/** Slack looks at who asks before it looks at what for: a code that it never gave out shows whether it knows this app. */
async function* checkClient(
  parts: SlackCheckParts,
  { clientId, clientSecret, publicUrl }: SlackOAuthSettings,
): AsyncGenerator<Finding, undefined> {
  const args = { client_id: clientId, client_secret: clientSecret, code: 'aitta-bot-doctor' };
  const { answer } = await call(parts, 'oauth.v2.access', undefined, args);
  const error = errorOf(answer);
  yield error === 'invalid_code'
    ? ok(
        'slack',
        `Slack knows SLACK_CLIENT_ID and its secret; workspaces install the bot at ${publicUrl}${INSTALL_PATH}`,
      )
    : failed(
        'slack',
        `Slack refuses SLACK_CLIENT_ID or SLACK_CLIENT_SECRET (${error})`,
        `${APPS}, your app, Basic Information, App Credentials: copy both. OAuth & Permissions, Redirect URLs: ${publicUrl}${REDIRECT_PATH}.`,
      );
  return undefined;
}

const call = async (
  { slack, probe }: SlackCheckParts,
  method: string,
  token: string | undefined,
  args: Readonly<Record<string, string>> = {},
): Promise<{ answer: SlackAnswer; scopes: ReadonlySet<string> }> => {
  const base = slack.apiUrl ?? SLACK;
  const url = new URL(method, base.endsWith('/') ? base : `${base}/`).href;
  const { status, headers, json } = await probe.ask(url, {
    method: 'POST',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: new URLSearchParams(args),
  });
  const answer =
    typeof json === 'object' && json !== null ? (json as SlackAnswer) : { ok: false, error: `HTTP ${status}` };
  return { answer, scopes: new Set((headers.get('x-oauth-scopes') ?? '').split(/[\s,]+/)) };
};

const errorOf = ({ error }: SlackAnswer): string =>
  typeof error === 'string' ? error.slice(0, 80) : 'an answer without a reason';

const BOT_TOKEN_ADVICE: Readonly<Record<string, string>> = {
  account_inactive: `The app was removed from the workspace. Install it again: ${REINSTALL}`,
  token_revoked: `The token was revoked. Install the app again: ${REINSTALL}`,
  token_expired: `The app has token rotation switched on, which the bot does not support. Create the app again from \`aitta-bot manifest slack\`: ${REINSTALL}`,
  not_allowed_token_type: `SLACK_BOT_TOKEN is another kind of token. ${REINSTALL}`,
};

const whoWeAre = (answer: SlackAnswer): Finding => {
  if (answer['ok'] === true)
    return ok('slack', `the bot token belongs to @${String(answer['user'])} in ${String(answer['team'])}`);
  const error = errorOf(answer);
  const advice = BOT_TOKEN_ADVICE[error];
  if (advice === undefined && !['invalid_auth', 'not_authed'].includes(error))
    return failed(
      'slack',
      `auth.test fails (${error})`,
      'Run the doctor again in a few minutes; see https://slack-status.com.',
    );
  return failed('slack', `Slack refuses SLACK_BOT_TOKEN (${error})`, advice ?? REINSTALL);
};

const checkScopes = (granted: ReadonlySet<string>): Finding => {
  const missing = BOT_SCOPES.filter((scope) => !granted.has(scope));
  if (missing.length === 0) return ok('slack', `all ${BOT_SCOPES.length} scopes of the manifest are granted`);
  return failed(
    'slack',
    `scopes are missing: ${missing.join(', ')}`,
    `${APPS}, your app, OAuth & Permissions, Bot Token Scopes: add them (or App Manifest: paste \`aitta-bot manifest slack\`), then install the app again.`,
  );
};

/** Which scope each event of the manifest needs. @see https://docs.slack.dev/reference/events/ */
const SCOPE_OF_EVENT: Readonly<Record<(typeof BOT_EVENTS)[number], string | undefined>> = {
  agent_session_stopped: 'assistant:write',
  app_home_opened: undefined,
  app_mention: 'app_mentions:read',
  app_uninstalled: undefined,
  member_joined_channel: 'channels:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  'message.mpim': 'mpim:history',
  tokens_revoked: undefined,
};

/** No token of a bot may read its app's subscriptions; what lacks its scope cannot come at all. */
const checkEvents = (granted: ReadonlySet<string>): Finding => {
  const silent = BOT_EVENTS.filter((event) => {
    const scope = SCOPE_OF_EVENT[event];
    return scope !== undefined && !granted.has(scope);
  });
  if (silent.length > 0)
    return failed(
      'slack',
      `events that cannot arrive because scopes are missing: ${silent.join(', ')}`,
      'Add the scopes that are missing, and install the app again.',
    );
  return ok(
    'slack',
    'every event of the manifest can arrive (Slack does not show a bot its subscriptions: if some messages stay unanswered, compare Event Subscriptions with `aitta-bot manifest slack`)',
  );
};

const checkSigning = (signingSecret: string): Finding =>
  /^[0-9a-f]{32}$/.test(signingSecret)
    ? ok(
        'slack',
        'the signing secret has the right form; only Slack itself can test it (Event Subscriptions, Request URL, Retry)',
      )
    : warning(
        'slack',
        'SLACK_SIGNING_SECRET does not have the right form (32 hexadecimal digits)',
        `${APPS}, your app, Basic Information, App Credentials: copy the Signing Secret.`,
      );

/** The app that the bot token belongs to, where Slack tells. */
const findAppId = async (parts: SlackCheckParts, self: SlackAnswer, botToken: string): Promise<string | undefined> => {
  const bot = self['bot_id'];
  if (typeof bot !== 'string') return undefined;
  const { answer } = await call(parts, 'bots.info', botToken, { bot });
  const info = answer['bot'];
  const appId = typeof info === 'object' && info !== null && 'app_id' in info ? info.app_id : undefined;
  return typeof appId === 'string' ? appId : undefined;
};

const APP_TOKEN = `${APPS}, your app, Basic Information, App-Level Tokens: generate one with the scope connections:write and copy it to SLACK_APP_TOKEN.`;

async function* checkSocket(parts: SlackCheckParts, appToken: string, appId: string | undefined): Check {
  const { answer } = await call(parts, 'apps.connections.open', appToken);
  const error = errorOf(answer);
  if (answer['ok'] !== true) {
    const isToken = ['invalid_auth', 'not_authed', 'missing_scope', 'not_allowed_token_type', 'token_revoked'];
    const what = isToken.includes(error) ? 'Slack refuses SLACK_APP_TOKEN' : 'no socket can be opened';
    yield failed('slack', `${what} (${error})`, APP_TOKEN);
    return;
  }
  const hello = await sayHello(String(answer['url']), parts.proxy, parts.probe.clock);
  if ('trouble' in hello) {
    const advice =
      hello.trouble === 'link_disabled'
        ? `${APPS}, your app, Socket Mode: switch it on.`
        : parts.adviseOnNetwork(String(answer['url']).replace(/^ws/, 'http'), hello.trouble);
    yield failed('slack', `the socket does not open (${hello.trouble})`, advice);
    return;
  }
  if (appId !== undefined && hello.appId !== undefined && appId !== hello.appId) {
    yield failed(
      'slack',
      `SLACK_APP_TOKEN belongs to another app (${hello.appId}) than SLACK_BOT_TOKEN (${appId})`,
      `Take both tokens from the same app. ${APP_TOKEN}`,
    );
    return;
  }
  yield ok('slack', 'the app token is accepted, and a socket opens');
}

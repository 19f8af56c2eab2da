import { describe, expect, onTestFinished, test } from 'vitest';
import type { FakeSlack } from '../../../fakes/slack/fake-slack.ts';
import { SlackCloud } from '../../../fakes/slack/slack-cloud.ts';
import { consult } from '../../../doctor/consultation.ts';
import { openAitta, openSlack } from '../../../doctor/surroundings.ts';

const examine = async (
  spoil: (slack: FakeSlack) => Record<string, string> | void,
): Promise<{ code: number; slack: string[] }> => {
  const [{ env }, { slack, env: slackEnv }] = [await openAitta(), await openSlack()];
  const { code, of } = await consult({ ...env, ...slackEnv, ...spoil(slack) });
  return { code, slack: of('slack') };
};

describe('a bot token that Slack does not take', () => {
  test.each([
    ['invalid_auth', /refuses SLACK_BOT_TOKEN \(invalid_auth\) \| .*Bot User OAuth Token/],
    ['account_inactive', /\| The app was removed from the workspace\. Install it again/],
    ['token_revoked', /\| The token was revoked\. Install the app again/],
    ['token_expired', /\| The app has token rotation switched on/],
    ['internal_error', /auth\.test fails \(internal_error\) \| Run the doctor again/],
  ])('%s', async (error, line) => {
    const { code, slack } = await examine(({ access }) => void (access.botTokenError = error));
    expect([code, slack[0]]).toEqual([2, expect.stringMatching(line)]);
    expect(slack.join('\n')).not.toContain('scopes');
  });

  test('of another kind: an app-level token', async () => {
    const { code, slack } = await examine(() => ({ SLACK_BOT_TOKEN: 'xoxb-somebody-else' }));
    expect([code, slack[0]]).toEqual([2, expect.stringMatching(/^failed: Slack refuses SLACK_BOT_TOKEN/)]);
  });
});

describe('an app token', () => {
  test('that Slack does not take', async () => {
    const { code, slack } = await examine(({ access }) => void (access.appTokenError = 'invalid_auth'));
    expect([code, slack.at(-1)]).toEqual([
      2,
      expect.stringMatching(/^failed: Slack refuses SLACK_APP_TOKEN \(invalid_auth\) \| .*connections:write/),
    ]);
  });

  test('of an app without Socket Mode', async () => {
    const { code, slack } = await examine((fake) => {
      fake.faults.push({ method: 'apps.connections.open', kind: 'error', error: 'not_allowed_token_type' });
    });
    expect([code, slack.at(-1)]).toEqual([2, expect.stringMatching(/^failed: Slack refuses SLACK_APP_TOKEN/)]);
  });

  test('of another app than the bot token', async () => {
    const { code, slack } = await examine((fake) => {
      fake.faults.push({
        method: 'bots.info',
        kind: 'error',
        error: 'none',
        details: { ok: true, bot: { app_id: 'A0ANOTHERAPP' } },
      });
    });
    expect([code, slack.at(-1)]).toEqual([
      2,
      expect.stringMatching(
        /^failed: SLACK_APP_TOKEN belongs to another app .*A0ANOTHERAPP.* Take both tokens from the same app/,
      ),
    ]);
  });
});

test('scopes that are missing are named, and the events that cannot come for lack of them', async () => {
  const { code, slack } = await examine(({ access }) => {
    access.scopes.delete('im:history');
    access.scopes.delete('files:write');
  });
  expect(code).toBe(2);
  expect(slack).toContainEqual(expect.stringMatching(/^failed: scopes are missing: files:write, im:history \|/));
  expect(slack).toContainEqual(
    expect.stringMatching(/^failed: events that cannot arrive because scopes are missing: message\.im \|/),
  );
});

describe('signed HTTP', () => {
  const http = { SLACK_APP_TOKEN: '' };
  test('a secret that looks like one is all that can be seen from here', async () => {
    const { code, slack } = await examine(() => ({ ...http, SLACK_SIGNING_SECRET: 'a'.repeat(32) }));
    expect([code, slack.at(-1)]).toEqual([0, expect.stringMatching(/^ok: the signing secret has the right form/)]);
  });

  test('one that does not is doubtful', async () => {
    const { code, slack } = await examine(() => ({ ...http, SLACK_SIGNING_SECRET: 'xapp-1-A-B' }));
    expect([code, slack.at(-1)]).toEqual([
      1,
      expect.stringMatching(/^warning: .*does not have the right form.*Signing Secret/),
    ]);
  });
});

describe('a Slack out of reach', () => {
  test('is one failure with the way out', async () => {
    const { code, slack } = await examine(() => ({ SLACK_API_URL: 'http://127.0.0.1:59999/api/' }));
    expect([code, slack]).toEqual([
      2,
      [
        expect.stringMatching(
          /^failed: 127\.0\.0\.1:59999 does not answer \(ECONNREFUSED\) \| .*port 59999 .*NODE_USE_ENV_PROXY=1/,
        ),
      ],
    ]);
  });

  test('is laid at the door of a proxy that is set and not used', async () => {
    const { slack } = await examine(() => ({
      SLACK_API_URL: 'http://slack.test:59999/api/',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    }));
    expect(slack[0]).toMatch(
      /^failed: slack\.test:59999 does not answer \((?:ENOTFOUND|EAI_AGAIN)\) \| HTTPS_PROXY is set, but/,
    );
  });

  test('a page of a proxy in place of an answer is no crash', async () => {
    const { code, slack } = await examine((fake) => {
      fake.faults.push({ method: 'auth.test', kind: 'error', status: 502 });
    });
    expect([code, slack[0]]).toEqual([2, expect.stringMatching(/auth\.test fails \(HTTP 502\)/)]);
  });
});

describe('the client of several workspaces', () => {
  const examineClient = async (spoil: (cloud: SlackCloud) => void): Promise<{ code: number; slack: string[] }> => {
    const [{ env }, cloud] = [await openAitta(), await SlackCloud.start()];
    onTestFinished(() => cloud.close());
    spoil(cloud);
    const { code, of } = await consult({
      ...env,
      SLACK_CLIENT_ID: cloud.clientId,
      SLACK_CLIENT_SECRET: 'the-client-secret-of-the-app',
      SLACK_SIGNING_SECRET: 'a'.repeat(32),
      PUBLIC_URL: 'https://bot.example.org',
      STORE_KEY: Buffer.alloc(32).toString('base64'),
      SLACK_API_URL: cloud.apiUrl,
    });
    return { code, slack: of('slack') };
  };

  test('is known to Slack', async () => {
    const { slack } = await examineClient(() => undefined);
    expect(slack[0]).toMatch(/^ok: Slack knows SLACK_CLIENT_ID .* https:\/\/bot\.example\.org\/slack\/install/);
  });

  test('is not known to Slack, or its secret is another', async () => {
    const { code, slack } = await examineClient((cloud) => (cloud.refusal = 'bad_client_secret'));
    expect([code, slack[0]]).toEqual([
      2,
      expect.stringMatching(
        /^failed: Slack refuses SLACK_CLIENT_ID or .* \(bad_client_secret\) \| .*Redirect URLs: https:\/\/bot\.example\.org\/slack\/oauth_redirect/,
      ),
    ]);
  });
});

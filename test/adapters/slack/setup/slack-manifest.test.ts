import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { slackManifest } from '../../../../src/adapters/slack/setup/slack-manifest.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
// Slack's published schema (github slackapi/manifest-schema, schemas/manifest.schema.1.0.0.json, MIT) lies beside the project.
const schemaPath = join(root, '..', 'shared', 'data', 'slack-manifest.schema.json');

test('deploy/slack-manifest.json is what the code generates', () => {
  const stored = JSON.parse(readFileSync(join(root, 'deploy', 'slack-manifest.json'), 'utf8')) as unknown;
  expect(stored).toEqual(slackManifest({ commandName: 'aitta' }));
});

test
  .runIf(existsSync(schemaPath))
  .each([
    {},
    { eventsUrl: 'https://bot.example/slack/events' },
    { eventsUrl: 'https://bot.example/slack/events', publicUrl: 'https://bot.example' },
  ])('the manifest satisfies the schema that Slack publishes (%j)', (options) => {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(
    JSON.parse(readFileSync(schemaPath, 'utf8')) as object,
  );
  validate(slackManifest({ commandName: 'aitta', ...options }));
  expect(validate.errors ?? []).toEqual([]);
});

test('for several workspaces it names where Slack sends browsers back to, and may be installed in a whole organisation', () => {
  expect(slackManifest({ commandName: 'aitta', publicUrl: 'https://bot.example/' })).toMatchObject({
    oauth_config: { redirect_urls: ['https://bot.example/slack/oauth_redirect'] },
    settings: {
      org_deploy_enabled: true,
      event_subscriptions: {
        bot_events: expect.arrayContaining([
          'app_uninstalled',
          'tokens_revoked',
          'team_access_granted',
          'team_access_revoked',
        ]) as unknown,
      },
    },
  });
  expect(JSON.stringify(slackManifest({ commandName: 'aitta' }))).not.toMatch(/redirect_urls|team_access/);
});

test('it has what the house depends on: agent view, Stop, and messages without a mention', () => {
  const text = JSON.stringify(slackManifest({ commandName: 'aitta-test' }));
  for (const part of ['agent_view', 'agent_session_stopped', 'message.channels', '"/aitta-test"', 'ask_about_this'])
    expect(text).toContain(part);
  expect(text).not.toContain('assistant_view');
});

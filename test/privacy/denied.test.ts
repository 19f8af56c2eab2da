import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { PrivacyStage } from './privacy-stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // on a busy machine

let stage: PrivacyStage;
let slack: ReturnType<PrivacyStage['inSlack']>;
let discord: ReturnType<PrivacyStage['inDiscord']>;
beforeAll(async () => {
  stage = await PrivacyStage.open();
  slack = stage.inSlack();
  discord = stage.inDiscord();
  await stage.start({ BLOCKED_PEOPLE: `${slack.person.id},${discord.person.id}` });
});
afterAll(() => stage.close());

const { blocked } = english.denials;

describe('What somebody writes who may not use the bot is erased as soon as they are refused, and is out of the journal within seconds.', () => {
  test('on Slack', async () => {
    const { person, mention, channel } = slack;
    const left = await stage.passesThrough({
      'DENIED-MENTION': () => mention('DENIED-MENTION'),
      'DENIED-DIRECTLY': () => person.post({ channel: person.directMessage, text: 'DENIED-DIRECTLY' }),
      'DENIED-SLASH': () => person.slash('/aitta', 'ask DENIED-SLASH', channel),
      'DENIED-SYSTEM': () => person.slash('/aitta', 'system DENIED-SYSTEM', channel),
      'DENIED-EXPORT': () => mention('!export DENIED-EXPORT'),
    });
    expect(left).toEqual([]);
    await slack.told(blocked);
    expect(JSON.stringify(stage.slack.everythingSaid())).not.toContain('DENIED-');
  });

  test('on Discord', async () => {
    const { person, mention, channel, direct } = discord;
    const left = await stage.passesThrough({
      'DENIED-MENTION': () => mention('DENIED-MENTION'),
      'DENIED-DIRECTLY': () => person.post({ channel: direct, content: 'DENIED-DIRECTLY' }),
      'DENIED-SLASH': () => person.slash('aitta ask', { question: 'DENIED-SLASH' }, channel),
      'DENIED-SYSTEM': () => person.slash('aitta system', { text: 'DENIED-SYSTEM' }, channel),
    });
    expect(left).toEqual([]);
    await discord.said(discord.direct, blocked);
  });
});

test('What SQLite has left in gaps of the file goes within the hour, or at the next start.', async () => {
  await stage.settled();
  await stage.stop();
  await stage.start();
  expect(await stage.leave(['DENIED-'])).toEqual([]);
});

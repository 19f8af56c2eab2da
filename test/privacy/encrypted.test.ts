import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { PrivacyStage } from './privacy-stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // on a busy machine

let stage: PrivacyStage;
beforeAll(async () => {
  stage = await PrivacyStage.open();
  await stage.start({ STORE_KEY: randomBytes(32).toString('base64') });
});
afterAll(() => stage.close());

test('with `STORE_KEY` neither words nor names can be read in any file, in no state of a question; ids can', async () => {
  const endReading = stage.readStore(); // so that whatever is written stays in the journal
  const slack = stage.inSlack();
  await slack.said(slack.mention('SEALED-SLACK'), 'acme/talks');
  slack.person.slash('/aitta', 'system SEALED-SYSTEM', slack.channel);
  await slack.told(english.systemSet.person);
  const parked = slack.mention('!ask --model cold SEALED-PARKED');
  slack.person.press(await slack.offered(parked, english.park), english.park);
  await slack.said(parked, english.parked);
  const open = slack.mention('!ask --model halts repeat: SEALED-OPEN and so on and on and on and on and on');
  await slack.said(open, 'SEALED-OPEN and');
  const discord = stage.inDiscord();
  await discord.saidIn(discord.mention('SEALED-DISCORD'), 'acme/talks');
  await stage.remembered(discord.person.id);
  expect(stage.held(['SEALED-', slack.name, discord.name])).toEqual([]);
  expect(stage.held([slack.person.id, discord.person.id])).toEqual([slack.person.id, discord.person.id]);
  endReading();
});

test('the verbs of the operator read and delete what is encrypted', async () => {
  const { person, mention, said } = stage.inSlack();
  await said(mention('SEALED-LEFT'), 'acme/talks');
  await stage.remembered(person.id);
  expect((await stage.verb('export', 'slack', person.id)).out).toContain('SEALED-LEFT');
  expect((await stage.verb('forget', 'slack', person.id, '--yes')).code).toBe(0);
  expect(stage.recordsOf(person.id)).toEqual([]);
});

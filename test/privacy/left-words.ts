import { expect } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import type { PrivacyStage } from './privacy-stage.ts';

/** Somebody who asked in a channel and directly, set things, and waits for an answer. */
export const leaveWordsInSlack = async (stage: PrivacyStage, tag: string) => {
  const one = stage.inSlack();
  const { person, channel, mention, said, saidDirectly, told } = one;
  const root = mention(`${tag}-ASKED`);
  await said(root, 'acme/talks');
  const files = [{ name: 'left.txt', content: `${tag}-FILE` }];
  await saidDirectly(person.post({ channel: person.directMessage, text: `${tag}-DIRECTLY`, files }), 'acme/talks');
  person.slash('/aitta', `system ${tag}-SYSTEM`, channel);
  await told(english.systemSet.person);
  mention(`!system ${tag}-SHARED`, root);
  await told(english.systemSet.conversation);
  const open = mention(`!ask --model halts repeat: ${tag}-OPEN and so on and on and on and on and on`);
  await said(open, `${tag}-OPEN and`);
  const words = ['ASKED', 'DIRECTLY', 'FILE', 'SYSTEM', 'SHARED', 'OPEN'].map((word) => `${tag}-${word}`);
  expect(stage.held(words)).toEqual(words);
  return { ...one, root, open, words };
};

export const leaveWordsOnDiscord = async (stage: PrivacyStage, tag: string) => {
  const one = stage.inDiscord();
  const { person, channel, direct, mention, said, saidIn, slash } = one;
  const root = mention(`${tag}-ASKED`);
  await saidIn(root, 'acme/talks');
  const attachments = [{ name: 'left.txt', data: `${tag}-FILE` }];
  person.post({ channel: direct, content: `${tag}-DIRECTLY`, attachments });
  await said(direct, 'acme/talks');
  await slash('aitta system', { text: `${tag}-SYSTEM` });
  await said(channel, english.systemSet.person);
  person.post({ channel: direct, content: `!system ${tag}-SHARED` });
  await said(direct, english.systemSet.conversation);
  const open = mention(`!ask --model halts repeat: ${tag}-OPEN and so on and on and on and on and on`);
  await saidIn(open, `${tag}-OPEN and`);
  const words = ['ASKED', 'DIRECTLY', 'FILE', 'SYSTEM', 'SHARED', 'OPEN'].map((word) => `${tag}-${word}`);
  expect(stage.held(words)).toEqual(words);
  return { ...one, root, open, words };
};

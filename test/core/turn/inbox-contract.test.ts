import { onTestFinished } from 'vitest';
import { BotError } from '../../../src/core/errors.ts';
import { inboxContract } from '../../contracts/inbox-contract.ts';
import { RecordingInbox } from '../../doubles/recording-inbox.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

inboxContract('the core', async () => {
  const bot = new SmallBot();
  const { conversation, kill } = await bot.process();
  let isOpen = true;
  onTestFinished(() => (isOpen ? bot.close() : undefined));
  const breakStore = (): void => {
    kill();
    isOpen = false;
    bot.database.close();
  };
  return { inbox: conversation, breakStore };
});

inboxContract('of the tests', async () => {
  const inbox = new RecordingInbox();
  inbox.choices = [{ label: 'acme/chat', call: { command: 'use', args: { model: 'acme/chat' } } }];
  const breakStore = (): void => {
    const dead = (): never => {
      throw new BotError('store-failed', 'dead');
    };
    inbox.beforeReceive = dead;
    inbox.beforeFollows = dead;
  };
  return { inbox, breakStore };
});

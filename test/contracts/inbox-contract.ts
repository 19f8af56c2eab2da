import { describe, expect, test } from 'vitest';
import type { Arrival, Inbox } from '../../src/core/ports/arrival.ts';

export interface InboxWorld {
  inbox: Inbox;
  /** From now on nothing can be written or read. */
  breakStore: () => void;
}

const arrival = (id: string): Arrival => ({
  id,
  platform: 'test',
  workspace: 'w',
  channel: 'general',
  conversation: 'thread',
  personId: 'ada',
  input: { command: 'help', args: {} },
  address: null,
  at: 1,
});

/** What platforms rely on, whoever takes their arrivals. */
export const inboxContract = (name: string, open: () => Promise<InboxWorld>): void => {
  describe(`Inbox: ${name}`, () => {
    test('a conversation is followed once something has arrived there, also twice', async () => {
      const { inbox } = await open();
      expect(await inbox.follows('thread')).toBe(false);
      await inbox.receive(arrival('1'));
      await inbox.receive(arrival('1'));
      expect([await inbox.follows('thread'), await inbox.follows('another')]).toEqual([true, false]);
    });

    test('with a dead store it neither receives nor follows, and says so', async () => {
      const { inbox, breakStore } = await open();
      breakStore();
      await expect(inbox.receive(arrival('1'))).rejects.toMatchObject({ name: 'BotError' });
      await expect(inbox.follows('thread')).rejects.toMatchObject({ name: 'BotError' });
    });

    test('it tells whether something may be done before it is a turn; never an error', async () => {
      const { inbox } = await open();
      expect(await inbox.admits(arrival('1'))).toBeTypeOf('boolean');
    });

    test('what it suggests are the calls that may be meant, at most 25; never an error', async () => {
      const { inbox, breakStore } = await open();
      const call = { command: 'use', args: { model: '' } };
      const suggested = await inbox.suggest(call, 'model');
      expect(suggested.length).toBeLessThanOrEqual(25);
      for (const choice of suggested) expect([choice.label === '', choice.call.command]).toEqual([false, 'use']);
      breakStore();
      expect(await inbox.suggest(call, 'model')).toBeInstanceOf(Array);
    });
  });
};

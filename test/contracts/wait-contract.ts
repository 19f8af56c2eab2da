import { describe, expect, test } from 'vitest';
import { BotError } from '../../src/core/errors.ts';
import type { Arrival } from '../../src/core/ports/arrival.ts';
import type { Place } from '../../src/core/ports/platform.ts';
import { KeptMemory } from '../doubles/kept-memory.ts';
import { A_WHILE_MS } from './platform-world.ts';
import type { PlatformWorld } from './platform-world.ts';

interface WaitTraits {
  /** Does what was shown once stay, to be changed later? */
  keepsMessages: boolean;
}

/** A wait that goes on in new messages, whichever the platform. */
export const waitContract = (name: string, { keepsMessages }: WaitTraits, open: () => Promise<PlatformWorld>): void => {
  const asked = async (): Promise<{ world: PlatformWorld; arrival: Arrival; memory: KeptMemory; place: Place }> => {
    const world = await open();
    const arrival = await world.ask('why?');
    const memory = new KeptMemory(arrival.id);
    return { world, arrival, memory, place: world.platform.at(arrival.address, memory) };
  };

  describe(`Wait: ${name}`, () => {
    test('a wait that goes on in a new message mentions the asker, once each time, and what stood before points there', async () => {
      const { world, arrival, place } = await asked();
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      const notify = { round: 1, moved: 'It goes on below.' };
      place.progress({ note: 'Do you still want this?', notify });
      await world.pass(A_WHILE_MS);
      place.progress({ note: 'Still at it', notify });
      await world.pass(A_WHILE_MS);
      expect(world.pings(arrival)).toContain(world.personId);
      expect(world.read(arrival).at(-1)).toContain('Still at it');
      expect(world.read(arrival).join('\n')).not.toContain('On it');
      if (!keepsMessages) return;
      expect(world.read(arrival)).toHaveLength(2);
      expect(world.read(arrival)[0]).toContain('It goes on below.');
      await place.say({ text: 'because', notify: { round: 2, moved: 'The answer is below.' } });
      expect(world.read(arrival)).toMatchObject([
        expect.stringContaining('It goes on below.'),
        expect.stringContaining('The answer is below.'),
        expect.stringContaining('because'),
      ]);
      await world.pass(10 * A_WHILE_MS);
      expect(world.read(arrival)).toHaveLength(3);
    });

    test('a death at any save while a wait goes on below loses nothing and doubles nothing', async () => {
      for (let fatal = 1; fatal <= 8; fatal += 1) {
        const { world, arrival, memory, place } = await asked();
        memory.beforeSave = () => {
          if (memory.saved.length >= fatal) throw new BotError('turn-lost', 'killed');
        };
        const speak = async (at: Place): Promise<void> => {
          at.progress({ note: 'On it' });
          await world.pass(A_WHILE_MS);
          at.progress({ note: 'Do you still want this?', notify: { round: 1, moved: 'It goes on below.' } });
          await world.pass(A_WHILE_MS);
          await at.say({ text: 'because', notify: { round: 2, moved: 'The answer is below.' } });
        };
        await speak(place).catch(() => undefined);
        await speak((await world.restart()).at(arrival.address, memory.next()));
        await world.pass(10 * A_WHILE_MS);
        const shown = world.read(arrival);
        expect(
          shown.filter((text) => text.includes('because')),
          `died at save ${fatal}`,
        ).toHaveLength(1);
        const former = keepsMessages ? shown.filter((text) => /On it|still want/.test(text)) : [];
        expect(former, `died at save ${fatal}`).toEqual([]);
      }
    });
  });
};

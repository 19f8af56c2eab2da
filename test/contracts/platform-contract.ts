import { describe, expect, test } from 'vitest';
import { BotError, isBotError } from '../../src/core/errors.ts';
import type { Arrival } from '../../src/core/ports/arrival.ts';
import type { Place } from '../../src/core/ports/platform.ts';
import { KeptMemory } from '../doubles/kept-memory.ts';
import { A_MOMENT_MS, A_WHILE_MS } from './platform-world.ts';
import type { PlatformTraits, PlatformWorld } from './platform-world.ts';
import { viewContract } from './view-contract.ts';

const long = Array.from({ length: 250 }, (_, line) => `Line ${line} of an answer that is long enough.`).join('\n');
/** Platforms cut at different places and put a paragraph's end there. */
const together = (texts: readonly string[]): string => texts.join('\n').replaceAll(/\s+/g, ' ').trim();

/** What the core relies on, whichever the platform. */
export const platformContract = (name: string, traits: PlatformTraits, open: () => Promise<PlatformWorld>): void => {
  const memoryOf = (arrival: Arrival): KeptMemory => new KeptMemory(arrival.id);
  const placeOf = (world: PlatformWorld, arrival: Arrival): Place =>
    world.platform.at(arrival.address, memoryOf(arrival));

  describe(`Platform: ${name}`, () => {
    test('a question arrives as it was meant, with an id, a place and a person', async () => {
      const world = await open();
      const arrival = await world.ask('why is the sky blue?');
      expect(arrival).toMatchObject({ platform: world.platform.name, input: 'why is the sky blue?' });
      expect(arrival.id).toMatch(/^[a-z2-7]{24}$/);
      expect([arrival.workspace, arrival.channel, arrival.conversation, arrival.personId]).not.toContain('');
      expect(JSON.parse(JSON.stringify(arrival))).toEqual(arrival);
    });

    test('questions of their own are conversations of their own, what is asked below one belongs to it', async () => {
      const world = await open();
      const [one, other] = [await world.ask('one'), await world.ask('two')];
      const next = await world.ask('and then?', one);
      expect([next.conversation, new Set([one.id, other.id, next.id]).size]).toEqual([one.conversation, 3]);
      expect(new Set([one.conversation, other.conversation]).size).toBe(traits.hasThreads ? 2 : 1);
      const kinds = traits.hasThreads ? ['channel', 'thread'] : ['direct', 'direct'];
      expect([one.placeKind, next.placeKind]).toEqual(kinds);
    });

    test('neither other bots nor the bot itself begin anything', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      await placeOf(world, arrival).say({ text: 'because' });
      await world.botsWrite('hello bot', arrival);
      expect(world.inbox.arrivals).toEqual([arrival]);
    });

    test('nothing is received after stop, and places still work', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      await world.platform.stop();
      await world.askInVain('too late?');
      expect(world.inbox.arrivals).toEqual([arrival]);
      await placeOf(world, arrival).say({ text: 'because' });
      expect(together(world.read(arrival))).toBe('because');
    });

    test('stopping and closing twice is harmless', async () => {
      const world = await open();
      await world.platform.stop();
      await world.platform.stop();
      await world.platform.close();
      await world.platform.close();
      expect(world.platform.health().ok).toBeTypeOf('boolean');
    });

    test('it tells no language where nobody has chosen one', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      expect(await world.platform.locale(arrival.address)).toBeUndefined();
    });

    test('the operator reads an alert where the platform has somebody to tell', async () => {
      const world = await open();
      const alert = world.platform.bulletin?.alert;
      await alert?.('The disk is nearly full.');
      expect(world.alerts()).toEqual(alert === undefined ? [] : ['The disk is nearly full.']);
    });

    test('a line about the service stands beside its name, where there is a place for it', async () => {
      const world = await open();
      const showStatus = world.platform.bulletin?.showStatus;
      showStatus?.('Poro-2: running');
      await world.pass(A_MOMENT_MS);
      expect(world.beside()).toBe(showStatus === undefined ? undefined : 'Poro-2: running');
    });

    test('it says how it is', async () => {
      const world = await open();
      await world.ask('why?');
      const health = world.platform.health();
      expect(health).toMatchObject({ ok: true, lastEventAt: expect.any(Number) });
      expect(health.workspaces ?? 1).toBeGreaterThan(0);
    });
  });

  describe(`Place: ${name}`, () => {
    test('10,000 characters arrive whole and in order', async () => {
      const world = await open();
      const arrival = await world.ask('tell me all');
      expect(long.length).toBeGreaterThan(10_000);
      await placeOf(world, arrival).say({ text: long });
      expect(together(world.read(arrival))).toBe(together([long]));
    });

    test('progress is shown, and becomes the answer', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const place = placeOf(world, arrival);
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      expect(together(world.read(arrival))).toContain('On it');
      await place.say({ text: 'because' });
      expect(world.read(arrival)).toEqual(['because']);
    });

    test('it tells when its first sign of life stands', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const place = placeOf(world, arrival);
      let isShown = false;
      const shown = place.shown().then(() => (isShown = true));
      await world.pass(A_WHILE_MS);
      expect(isShown).toBe(false);
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      await shown;
      expect(together(world.read(arrival))).toContain('On it');
    });

    test('a store that fails for a moment only delays its first sign of life: nothing stands before that', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const memory = new KeptMemory(arrival.id);
      let isDead = true;
      const guard = (): void => {
        if (isDead) throw new BotError('store-failed', 'the disk is full');
      };
      memory.beforeSave = guard;
      const check = memory.checkOwner.bind(memory);
      memory.checkOwner = async () => {
        guard();
        await check();
      };
      const place = world.platform.at(arrival.address, memory);
      let isShown = false;
      const shown = place.shown().then(() => (isShown = true));
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      expect([isShown, together(world.read(arrival))]).toEqual([false, '']);
      isDead = false;
      await world.pass(4 * A_WHILE_MS);
      await shown;
      expect(together(world.read(arrival))).toContain('On it');
    });

    test('an answer without a sign of life before it is one; who leaves without any has shown nothing', async () => {
      const world = await open();
      const place = placeOf(world, await world.ask('why?'));
      await place.say({ text: 'because' });
      await expect(place.shown()).resolves.toBeUndefined();
      const left = placeOf(world, await world.ask('why not?'));
      let isShown = false;
      void left.shown().then(() => (isShown = true));
      await left.leave();
      await world.pass(A_WHILE_MS);
      expect(isShown).toBe(false);
    });

    test('no progress comes after the answer', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const place = placeOf(world, arrival);
      place.progress({ note: 'On it' });
      place.progress({ note: 'still on it' });
      await place.say({ text: 'because' });
      const answered = world.read(arrival);
      place.progress({ note: 'and on' });
      await world.pass(A_WHILE_MS);
      expect(world.read(arrival)).toEqual(answered);
    });

    test('who leaves shows nothing more', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const place = placeOf(world, arrival);
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      await place.leave();
      const left = world.read(arrival);
      place.progress({ note: 'and on' });
      await world.pass(A_WHILE_MS);
      expect(world.read(arrival)).toEqual(left);
    });

    test.each([false, true])('what was left where it stands is answered there later; next run: %s', async (isNext) => {
      const world = await open();
      const arrival = await world.ask('why?');
      const memory = memoryOf(arrival);
      const place = world.platform.at(arrival.address, memory);
      const view = { note: 'Still wanted?', choices: [{ label: 'Yes', call: { command: 'answer', args: {} } }] };
      place.progress(view);
      await world.pass(A_WHILE_MS);
      await place.leave(view);
      await world.pass(2 * 60_000);
      expect([together(world.read(arrival)), world.offers(arrival)]).toEqual([
        expect.stringContaining('Still wanted?'),
        ['Yes'],
      ]);
      expect((await place.checkReach()).aborted).toBe(false);
      const speaker = isNext ? world.platform.at(arrival.address, memory.next()) : place;
      await speaker.say({ note: 'All right.' });
      const stands = [world.read(arrival).at(-1), traits.hasThreads ? world.offers(arrival) : []];
      expect(stands).toEqual([expect.stringMatching(/All right\.$/), []]);
    });

    test.runIf(traits.hasThreads)('who has left is told, when asked, that the place is gone', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const place = placeOf(world, arrival);
      place.progress({ note: 'Still wanted?' });
      await world.pass(A_WHILE_MS);
      await place.leave();
      world.closePlace(arrival);
      await world.pass(2 * 60_000);
      await expect(place.checkReach()).rejects.toMatchObject({ code: 'place-gone' });
    });

    test.each([
      ['of the same run', false],
      ['of the next run', true],
    ])('last words %s never replace an answer', async (_name, isNext) => {
      const world = await open();
      const arrival = await world.ask('why?');
      const memory = memoryOf(arrival);
      const place = world.platform.at(arrival.address, memory);
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      await place.say({ text: 'because' });
      const speaker = isNext ? world.platform.at(arrival.address, memory.next()) : place;
      await speaker.leave({ note: 'My database does not answer.' });
      await world.pass(A_WHILE_MS);
      expect(world.read(arrival)).toEqual(['because']);
    });

    test('the same answer again posts nothing, another one goes below', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const memory = memoryOf(arrival);
      await world.platform.at(arrival.address, memory).say({ text: long });
      const said = world.read(arrival);
      const again = memory.next();
      await world.platform.at(arrival.address, again).say({ text: long });
      expect(world.read(arrival)).toEqual(said);
      await world.platform.at(arrival.address, again.next()).say({ note: 'Stopped.' });
      expect(together(world.read(arrival))).toBe(`${together([long])} Stopped.`);
    });

    test('the next process goes on in the same message', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const memory = memoryOf(arrival);
      world.platform.at(arrival.address, memory).progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      const next = memory.next();
      const place = (await world.restart()).at(arrival.address, next);
      place.progress({ note: 'On it again' });
      await world.pass(A_WHILE_MS);
      expect(world.read(arrival)).toHaveLength(1);
      await place.say({ text: 'because' });
      expect(world.read(arrival)).toEqual(['because']);
    });

    test('a sign of life whose run died at any save shows what the next run shows, once', async () => {
      for (let fatal = 0; fatal <= 3; fatal += 1) {
        const world = await open();
        const arrival = await world.ask('why?');
        const memory = memoryOf(arrival);
        memory.beforeSave = () => {
          if (memory.saved.length >= fatal) throw new BotError('turn-lost', 'killed');
        };
        world.platform.at(arrival.address, memory).progress({ note: 'On it' });
        await world.pass(A_WHILE_MS);
        const place = (await world.restart()).at(arrival.address, memory.next());
        place.progress({ note: 'Still wanted?' });
        await world.pass(A_WHILE_MS);
        expect(together(world.read(arrival)), `died at save ${fatal}`).toMatch(/^(?:> why\? )?Still wanted\?$/);
      }
    });

    test('a death at any save loses nothing and doubles nothing', async () => {
      for (let fatal = 1; fatal <= 6; fatal += 1) {
        const world = await open();
        const arrival = await world.ask('tell me all');
        const memory = memoryOf(arrival);
        memory.beforeSave = () => {
          if (memory.saved.length >= fatal) throw new BotError('turn-lost', 'killed');
        };
        const dying = world.platform.at(arrival.address, memory);
        dying.progress({ note: 'On it' });
        await world.pass(A_WHILE_MS);
        await dying.say({ text: long }).catch(() => undefined);
        const next = memory.next();
        await (await world.restart()).at(arrival.address, next).say({ text: long });
        expect(together(world.read(arrival)), `died at save ${fatal}`).toBe(together([long]));
      }
    });

    test('where a run died before its answer stood, what is said instead leaves no sign of life beside it', async () => {
      for (let fatal = 1; fatal <= 4; fatal += 1) {
        const world = await open();
        const arrival = await world.ask('why?');
        const memory = memoryOf(arrival);
        const dying = world.platform.at(arrival.address, memory);
        dying.progress({ note: 'On it' });
        await world.pass(A_WHILE_MS);
        const shown = memory.saved.length;
        memory.afterSave = () => {
          if (memory.saved.length >= shown + fatal) memory.end();
        };
        await dying.say({ text: 'because' }).catch(() => undefined);
        await world.platform.at(arrival.address, memory.next()).say({ note: 'Stopped.' });
        const read = world.read(arrival);
        expect([['Stopped.'], ['because', 'Stopped.']], `died after save ${fatal}`).toContainEqual(read);
      }
    });

    test('a run that lost its turn writes nothing more', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const memory = memoryOf(arrival);
      const place = world.platform.at(arrival.address, memory);
      memory.end();
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      const outcome = await place.say({ text: 'because' }).then(
        () => 'said',
        (error: unknown) => isBotError(error, 'turn-lost') && 'turn-lost',
      );
      await place.leave({ note: 'bye' });
      expect([outcome, world.read(arrival)]).toEqual(['turn-lost', []]);
    });

    const lateWords: Readonly<Record<string, (place: Place) => Promise<void>>> = {
      'a look': async (place) => place.progress({ note: 'still on it' }),
      'a draft': async (place) => place.progress({ text: 'becau' }),
      'last words': (place) => place.leave({ note: 'bye' }),
      'the same answer': (place) => place.say({ text: 'because' }),
      'another answer': (place) => place.say({ text: 'perhaps' }),
      'a long answer': (place) => place.say({ text: long }),
      'an answer for the asker alone': (place) => place.say({ text: 'because', private: true }),
      'an answer that notifies': (place) => place.say({ text: 'because', notify: { round: 1 } }),
      'a file': (place) => place.say({ note: 'here', files: [{ name: 'late.txt', text: 'late' }] }),
    };
    test.each(Object.entries(lateWords))(
      'a process that was frozen while another one answered adds nothing: %s',
      async (_name, speak) => {
        for (const showsFirst of [true, false]) {
          const world = await open();
          const arrival = await world.ask('why?');
          const memory = memoryOf(arrival);
          const frozen = world.platform.at(arrival.address, memory);
          if (showsFirst) frozen.progress({ note: 'On it' });
          await world.pass(A_WHILE_MS);
          await world.platform.at(arrival.address, memory.takeOver()).say({ text: 'because' });
          const answered = world.read(arrival);
          await speak(frozen).catch(() => undefined);
          // Looked at again and again: what was overwritten is put right after some seconds, and would not show in the end.
          for (let passedMs = 0; passedMs < A_WHILE_MS; passedMs += A_MOMENT_MS) {
            await world.pass(A_MOMENT_MS);
            expect(world.read(arrival)).toEqual(answered);
          }
        }
      },
    );

    test('what a model writes notifies nobody, as a draft, as an answer or as a note', async () => {
      const world = await open();
      const arrival = await world.ask('who is here?');
      const place = placeOf(world, arrival);
      place.progress({ text: world.loudText, note: world.loudText });
      await world.pass(A_WHILE_MS);
      expect(world.pings(arrival)).toEqual([]);
      await place.say({ text: `${world.loudText}\n\n${long}\n\n${world.loudText}`, note: world.loudText });
      expect(world.pings(arrival)).toEqual([]);
    });

    test('what announced an answer is taken away when there is none', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const place = placeOf(world, arrival);
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      expect(world.read(arrival)).toHaveLength(1);
      await place.leave('no-trace');
      place.progress({ note: 'and on' });
      await world.pass(A_WHILE_MS);
      expect(world.read(arrival)).toEqual([]);
    });

    test('whoever reads a place reads its own conversation, and nobody one that is not there', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      expect(await placeOf(world, arrival).sees(arrival.conversation)).toBe('everybody');
    });

    test('where it can be answered is known before a model is asked, with and without a sign of life', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      expect((await placeOf(world, arrival).checkReach()).aborted).toBe(false);
      const place = placeOf(world, arrival);
      place.progress({ note: 'On it' });
      expect((await place.checkReach()).aborted).toBe(false);
      await world.pass(A_WHILE_MS);
      expect(together(world.read(arrival))).toContain('On it');
    });

    test.runIf(traits.hasThreads)('a place that is gone ends what is done for it, and no model is asked', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const place = placeOf(world, arrival);
      place.progress({ note: 'On it' });
      const gone = await place.checkReach();
      world.closePlace(arrival);
      place.progress({ note: 'still on it' });
      await world.pass(A_WHILE_MS);
      expect(isBotError(gone.reason, 'place-gone')).toBe(true);
      for (const isParked of [false, true]) {
        await world.pass(2 * 60_000); // what is known of a place is a minute old
        const next = placeOf(world, arrival);
        if (!isParked) next.progress({ note: 'On it' });
        await expect(next.checkReach()).rejects.toMatchObject({ code: 'place-gone' });
      }
    });

    test('it tells who asked, and where', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const scene = await placeOf(world, arrival).read(0);
      expect(scene.text).toBe('why?');
      expect([scene.person.name, scene.where]).not.toContain('');
      expect(scene.person).toMatchObject({ standing: 'member', groups: [], managesChannel: expect.any(Boolean) });
      expect(scene).toMatchObject({ direct: !traits.hasThreads, files: [], earlier: [] });
      // Where the person is at home is never nowhere: rules on workspaces would let everybody in.
      expect(scene.person.workspaces).toMatchObject({
        here: expect.arrayContaining([expect.any(String)]),
        all: expect.arrayContaining([expect.any(String)]),
      });
    });

    test.runIf(traits.hasThreads)(
      'it tells what was said before, oldest first, and what of it the bot said',
      async () => {
        const world = await open();
        const first = await world.ask('why?');
        await placeOf(world, first).say({ text: 'because' });
        const { earlier } = await placeOf(world, await world.ask('and then?', first)).read(10);
        expect(earlier).toMatchObject([
          { byBot: false, text: 'why?' },
          { byBot: true, text: 'because' },
        ]);
      },
    );
  });

  viewContract(name, open);
};

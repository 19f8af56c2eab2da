import { describe, expect, test } from 'vitest';
import type { Arrival, Choice } from '../../src/core/ports/arrival.ts';
import type { Place } from '../../src/core/ports/platform.ts';
import { KeptMemory } from '../doubles/kept-memory.ts';
import { A_WHILE_MS } from './platform-world.ts';
import type { PlatformWorld } from './platform-world.ts';

const useModel = (name: string): Choice => ({ label: `Use ${name}`, call: { command: 'use', args: { model: name } } });
const models = (count: number): Choice[] => Array.from({ length: count }, (_, index) => useModel(`m${index + 1}`));
const changeIt: Choice = { label: 'Change it', call: { command: 'system', args: { for: 'here' } }, askFor: 'text' };
const letter = { name: 'letter.md', text: `# Größe\n\n${'A line that is long enough.\n'.repeat(200)}` };

/** What a view shows can be read, pressed, filled in and kept, whichever the platform. */
export const viewContract = (name: string, open: () => Promise<PlatformWorld>): void => {
  const asked = async (): Promise<{ world: PlatformWorld; arrival: Arrival; place: Place }> => {
    const world = await open();
    const arrival = await world.ask('why?');
    return { world, arrival, place: world.platform.at(arrival.address, new KeptMemory(arrival.id)) };
  };

  describe(`View: ${name}`, () => {
    test.each([1, 5, 6, 12])('of %i choices each can be taken, and arrives as its call', async (count) => {
      const { world, arrival, place } = await asked();
      const choices = models(count);
      await place.say({ text: 'Which one?', choices });
      expect(world.offers(arrival)).toEqual(choices.map(({ label }) => label));
      const wanted = choices.at(-1) ?? changeIt;
      const taken = await world.take(arrival, wanted.label);
      expect(taken).toMatchObject({
        input: wanted.call,
        platform: arrival.platform,
        workspace: arrival.workspace,
        channel: arrival.channel,
        conversation: arrival.conversation,
        personId: world.personId,
      });
      expect(taken.id).not.toBe(arrival.id);
    });

    test.each([0, 7])('a choice that asks for something arrives once, with it, beside %i others', async (others) => {
      const { world, arrival, place } = await asked();
      await place.say({ text: 'None is set.', choices: [...models(others), changeIt] });
      const filled = await world.fillIn(arrival, changeIt.label, 'Be brief, and say "no" when you mean it.');
      expect(filled).toMatchObject({
        input: { command: 'system', args: { for: 'here', text: 'Be brief, and say "no" when you mean it.' } },
        conversation: arrival.conversation,
        personId: world.personId,
      });
      expect(world.inbox.arrivals).toEqual([arrival, filled]);
    });

    test('what is offered during the wait can be taken, and the answer takes it away', async () => {
      const { world, arrival, place } = await asked();
      place.progress({ note: 'Starting', choices: models(2) });
      await world.pass(A_WHILE_MS);
      expect(world.offers(arrival)).toEqual(['Use m1', 'Use m2']);
      expect((await world.take(arrival, 'Use m2')).input).toEqual({ command: 'use', args: { model: 'm2' } });
      await place.say({ text: 'because' });
      expect(world.offers(arrival)).toEqual([]);
    });

    test('a choice that leaves its message as it is is answered in a message of its own, for all to see', async () => {
      const { world, arrival, place } = await asked();
      const goOn = { label: 'Go on', call: { command: 'continue', args: { turn: arrival.id, part: '0' } } };
      await place.say({ text: 'It is because', choices: [goOn] });
      const taken = await world.take(arrival, 'Go on');
      expect(taken.conversation).toBe(arrival.conversation);
      const next = world.platform.at(taken.address, new KeptMemory(taken.id));
      next.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      await next.say({ text: 'the sky is so.' });
      const read = world.read(arrival).join('\n');
      expect(read).toContain('It is because');
      expect(read).toContain('the sky is so.');
      expect(read).not.toContain('On it');
      expect(world.pings(arrival)).toEqual([]);
    });

    test('what was offered to one person alone can be answered for all to see, below', async () => {
      const { world, arrival, place } = await asked();
      const another = { label: 'Again', call: { command: 'models', args: {} } };
      const again = { label: 'm1', call: { command: 'again', args: { turn: arrival.id, model: 'm1' } } };
      await place.say({ text: 'because', choices: [another] });
      const pressed = await world.take(arrival, 'Again');
      const offer = { note: 'Which one?', choices: [again], private: true };
      await world.platform.at(pressed.address, new KeptMemory(pressed.id)).say(offer);
      const taken = await world.take(arrival, 'm1');
      const next = world.platform.at(taken.address, new KeptMemory(taken.id));
      next.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      await next.say({ text: 'so' });
      const read = world.read(arrival).join('\n');
      expect(read).toMatch(/because[^]*so/);
      expect(read).not.toContain('On it');
    });

    test('the answer to a choice can offer the next one', async () => {
      const { world, arrival, place } = await asked();
      await place.say({ text: 'Which one?', choices: models(2) });
      const taken = await world.take(arrival, 'Use m1');
      const next = world.platform.at(taken.address, new KeptMemory(taken.id));
      await next.say({ note: 'For whom?', choices: [useModel('m3')] });
      expect(world.offers(arrival)).toContain('Use m3');
      expect((await world.take(arrival, 'Use m3')).input).toEqual({ command: 'use', args: { model: 'm3' } });
    });

    test('files arrive whole, under their names', async () => {
      const { world, arrival, place } = await asked();
      const other = { name: 'numbers.json', text: '[1,2,3]\n' };
      await place.say({ note: 'Here they are.', files: [letter, other] });
      expect(world.files(arrival)).toEqual([letter, other]);
      expect(world.read(arrival).join('\n')).toContain('Here they are.');
    });

    test('the same view again brings no file twice', async () => {
      const world = await open();
      const arrival = await world.ask('why?');
      const memory = new KeptMemory(arrival.id);
      const view = { note: 'Here it is.', files: [letter] };
      await world.platform.at(arrival.address, memory).say(view);
      await world.platform.at(arrival.address, memory.next()).say(view);
      expect(world.files(arrival)).toEqual([letter]);
    });

    test('what a model thought can be read apart from its answer', async () => {
      const { world, arrival, place } = await asked();
      await place.say({ text: 'Because of the air.', thinking: 'Let me see.' });
      const files = world.files(arrival).map(({ text }) => text);
      expect([...files, ...world.read(arrival)].join('\n')).toContain('Let me see.');
      expect(world.read(arrival).join('\n')).toContain('Because of the air.');
    });

    test('what is private reaches the asker and nobody else, with its choices and files', async () => {
      const { world, arrival, place } = await asked();
      await place.say({ note: 'Your usage.', choices: models(1), files: [letter], private: true });
      expect(world.read(arrival).join('\n')).toContain('Your usage.');
      expect(world.overhear(arrival)).toEqual([]);
      expect(world.files(arrival)).toEqual([letter]);
      expect((await world.take(arrival, 'Use m1')).input).toEqual({ command: 'use', args: { model: 'm1' } });
    });

    test('an answer that somebody waited for elsewhere notifies that person, once', async () => {
      const { world, arrival, place } = await asked();
      await place.say({ text: 'because', notify: { round: 1 } });
      expect(world.read(arrival).join('\n')).toContain('because');
      expect(world.pings(arrival)).toEqual([world.personId]);
    });

    test('what only goes on is shown as well, and the same again is no other message', async () => {
      const { world, arrival, place } = await asked();
      place.progress({ note: 'On it' });
      await world.pass(A_WHILE_MS);
      for (let times = 0; times < 3; times += 1) {
        place.progress({ note: 'Still on it', goesOn: true });
        await world.pass(A_WHILE_MS);
      }
      expect(world.read(arrival)).toEqual([expect.stringContaining('Still on it')]);
    });

    test('last words take the place of the progress, and nothing is offered any more', async () => {
      const { world, arrival, place } = await asked();
      place.progress({ note: 'On it', choices: models(1) });
      await world.pass(A_WHILE_MS);
      await place.leave({ note: 'Your question is kept.' });
      expect(world.read(arrival)).toEqual(['Your question is kept.']);
      expect(world.offers(arrival)).toEqual([]);
    });

    test('there are no last words where nothing was shown', async () => {
      const { world, arrival, place } = await asked();
      await place.leave({ note: 'Your question is kept.' });
      expect(world.read(arrival)).toEqual([]);
    });
  });
};

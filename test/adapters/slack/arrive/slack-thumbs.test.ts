import { describe, expect, test } from 'vitest';
import { rateChoices } from '../../../../src/core/commands/rate.ts';
import { SlackWorld } from '../slack-world.ts';

const rating = { label: 'Say why', call: { command: 'rate', args: { turn: 'q', as: 'down' } }, askFor: 'word' };

const isRating =
  (word?: string) =>
  ({ input }: { input: unknown }): boolean => {
    const { command, args } = input as { command?: string; args?: Record<string, string> };
    return command === 'rate' && args?.['word'] === word;
  };

describe('thumbs under an answer', () => {
  test('are Slack’s own feedback buttons, beside other choices', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    const use = { label: 'Use poro', call: { command: 'use', args: { model: 'poro' } } };
    await place.say({ text: 'Because.', choices: [use, ...rateChoices('q')] });
    const [, answer] = world.slack.messages(world.general, ts);
    expect(answer?.controls.map(({ type, label }) => [type, label])).toEqual([
      ['feedback_buttons', '👍'],
      ['feedback_buttons', '👎'],
      ['button', 'Use poro'],
    ]);
  });

  test('leave the answer as it is: what is said of them is for whoever pressed', async () => {
    const world = await SlackWorld.open();
    const { ts, place, arrival } = await world.ask();
    await place.say({ text: 'Because.', choices: rateChoices('q') });
    const pressed = world.slack.messages(world.general, ts)[1]?.ts ?? '';
    world.anna.press({ channel: world.general, ts: pressed }, '👎');
    const rated = await world.place(isRating());
    expect(rated.arrival).toMatchObject({
      input: { command: 'rate', args: { turn: 'q', as: 'down' } },
      conversation: arrival.conversation,
    });
    await rated.place.say({ note: 'Thanks.', choices: [rating], private: true });
    expect(world.answers(ts)).toEqual(['Because.']);
    expect(world.anna.ephemerals.map(({ text }) => text)).toEqual(['Thanks.']);
    const whisper = world.anna.ephemerals[0]?.ts ?? '';
    await world.anna.press({ channel: world.general, ts: whisper }, 'Say why').outcome;
    world.anna.submit({ value: 'Too long.' });
    const word = await world.place(isRating('Too long.'));
    expect(word.arrival.input).toEqual({ command: 'rate', args: { turn: 'q', as: 'down', word: 'Too long.' } });
    await word.place.say({ note: 'Kept.', private: true });
    expect(world.anna.ephemerals.map(({ text }) => text)).toEqual(['Kept.']);
    expect(world.answers(ts)).toEqual(['Because.']);
  });

  test('are buttons for all who ask, where a workspace does not take Slack’s own, and the words stay as they are', async () => {
    const world = await SlackWorld.open();
    let refused = 0;
    const hasThumbs = (args: object): boolean => {
      const has = JSON.stringify(args).includes('feedback_buttons');
      refused += has ? 1 : 0;
      return has;
    };
    for (const method of ['chat.postMessage', 'chat.update'])
      world.slack.faults.push({ method, kind: 'error', error: 'invalid_blocks', when: hasThumbs, times: 9 });
    const say = async (): Promise<string> => {
      const { ts, place } = await world.ask();
      await place.say({ text: '# Why\n\nBecause.', note: 'poro', choices: rateChoices('q') });
      return ts;
    };
    for (const ts of [await say(), await say()]) {
      const answers = world.slack.messages(world.general, ts).slice(1);
      expect(answers.map(({ controls }) => controls.map(({ type, label }) => `${type} ${label}`))).toEqual([
        ['button 👍', 'button 👎'],
      ]);
      expect(JSON.stringify(answers[0]?.body)).toContain('"type":"markdown"');
      world.anna.press({ channel: world.general, ts: answers[0]?.ts ?? '' }, '👎');
      expect((await world.place(isRating())).arrival.input).toEqual({
        command: 'rate',
        args: { turn: 'q', as: 'down' },
      });
    }
    expect(refused).toBe(1);
  });

  test('leave it in a direct chat as well', async () => {
    const world = await SlackWorld.open();
    const dm = world.slack.openDm(world.anna).id;
    const asked = world.anna.post({ channel: dm, text: 'why?' });
    const { place } = await world.place();
    await place.say({ text: 'Because.', choices: rateChoices('q') });
    const answer = world.slack.messages(dm, asked).at(-1);
    world.anna.press({ channel: dm, ts: answer?.ts ?? '' }, '👍');
    const rated = await world.place(isRating());
    await rated.place.say({ note: 'Thanks.', private: true });
    expect(world.slack.messages(dm, asked).map(({ text }) => text)).toEqual(['why?', 'Because.', 'Thanks.']);
  });
});

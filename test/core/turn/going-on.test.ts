import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { joinedText, shownPart } from '../../../src/core/memory/gone-on.ts';
import type { Call, Choice } from '../../../src/core/ports/arrival.ts';
import type { EndEvent, ModelEvent } from '../../../src/core/ports/model.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { failing, hanging, textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const OTHER = { id: 'acme/other', state: 'offline', chat: true, contextTokens: 8_192 } as const;

let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
  onTestFinished(() => bot.close());
});

const writes = (text: string, reason: EndEvent['reason'] = 'stop') =>
  async function* script(): AsyncGenerator<ModelEvent> {
    yield { type: 'text', text };
    yield { type: 'end', reason };
  };
const open = async (owner = 'a') => {
  const { platform, history, kill } = await bot.process(owner);
  const say = async (input: string | Call, personId = 'ada', id = `t${(count += 1)}`): Promise<View> => {
    await platform.arrive({ id, input, personId });
    await bot.settle();
    return bot.service.messages.findLast(({ turn }) => turn === id)?.view ?? {};
  };
  return { say, history, kill, platform };
};
const press = ({ choices = [] }: View, label: string): Call => {
  const choice = choices.find((each) => each.label === label);
  if (!choice) throw new Error(`nothing says ${label}`);
  return choice.call;
};
const labels = ({ choices = [] }: View): string[] => choices.map(({ label }: Choice) => label);
/** What the model read last, in order. */
const asked = (): string[] =>
  (bot.gateway.asked.at(-1)?.messages ?? []).map((message) => `${message.role}: ${textOf(message)}`);

describe('Go on', () => {
  test('is offered where an answer was cut off or reached its limit, and nowhere else', async () => {
    const { say } = await open();
    bot.gateway.script(writes('One', 'length')).script(writes('Two', 'cut')).script(writes('Three.'));
    expect(labels(await say('1?'))).toEqual([english.goOn]);
    expect(labels(await say('2?'))).toEqual([english.goOn]);
    expect(labels(await say('3?'))).toEqual([]);
  });

  test('writes the next part in a message of its own, and both are one answer for the model and for the export', async () => {
    const { say, history } = await open();
    bot.gateway
      .script(writes('The sky is', 'length'))
      .script(writes('blue because', 'length'))
      .script(writes('of Rayleigh.'));
    const first = await say('why?', 'ada', 'q');
    const second = await say(press(first, english.goOn));
    expect(second.text).toBe('blue because');
    expect(asked().slice(1)).toEqual([
      'user: ada: why?',
      'assistant: The sky is',
      expect.stringMatching(/^user: .*cut off/),
    ]);
    const third = await say(press(second, english.goOn));
    expect([third.text, labels(third)]).toEqual(['of Rayleigh.', []]);
    expect(bot.service.texts.join('\n')).toContain('The sky is\n');
    expect((await history.find('thread', 'q'))?.texts).toEqual(['The sky is blue because of Rayleigh.']);
    expect((await history.size('thread')).turns).toBe(1);
    await say('and?');
    expect(asked().slice(1)).toEqual([
      'user: ada: why?',
      'assistant: The sky is blue because of Rayleigh.',
      'user: ada: and?',
    ]);
  });

  test('is only for the asker, once, and only under the last answer; anybody else reads so alone, and nothing is asked', async () => {
    const { say } = await open();
    bot.gateway.script(writes('One', 'length'));
    const call = press(await say('why?'), english.goOn);
    expect(await say(call, 'bo')).toEqual({ note: english.notYourQuestion, private: true });
    bot.gateway.script(writes('two.'));
    expect((await say(call)).text).toBe('two.');
    expect(await say(call)).toEqual({ note: english.notLast, private: true });
    expect(bot.gateway.asked).toHaveLength(2);
    bot.gateway.script(writes('New', 'length'));
    const other = press(await say('what else?'), english.goOn);
    await say('never mind');
    expect(await say(other)).toEqual({ note: english.notLast, private: true });
  });

  test('works after a restart, and goes on once when the process dies while it is answered', async () => {
    const first = await open();
    bot.gateway.script(writes('One', 'length'));
    const call = press(await first.say('why?', 'ada', 'q'), english.goOn);
    first.kill();
    const second = await open('b');
    bot.service.after = (text) => {
      if (text.includes('two.')) second.kill();
    };
    bot.gateway.script(writes('two.'));
    await second.say(call, 'ada', 'press');
    const third = await open('c');
    await bot.clock.advance(30_000, 1_000);
    await bot.settle();
    expect((await third.history.find('thread', 'q'))?.texts).toEqual(['One two.']);
    expect(bot.service.texts.filter((text) => text.includes('two.'))).toHaveLength(1);
    expect(bot.gateway.asked).toHaveLength(2);
  });

  test('that fails can be pressed again, and what had been written stays part of the answer', async () => {
    const { say, history } = await open();
    bot.gateway.script(writes('One', 'length')).script(failing('service-failed', { type: 'text', text: 'two' }));
    const failed = await say(press(await say('why?', 'ada', 'q'), english.goOn));
    expect([failed.text, labels(failed)]).toEqual(['two', [english.goOn]]);
    bot.gateway.script(writes('three.'));
    expect((await say(press(failed, english.goOn))).text).toBe('three.');
    expect((await history.find('thread', 'q'))?.texts).toEqual(['One two three.']);
  });

  test('adds a part once, however often the turn that wrote it is run again', async () => {
    const { say, history } = await open();
    bot.gateway.script(writes('One', 'length'));
    await say('why?', 'ada', 'q');
    for (let times = 0; times < 2; times += 1) await history.goOn('thread', 'q', { by: 'press', text: 'two.' });
    expect((await history.find('thread', 'q'))?.texts).toEqual(['One two.']);
  });

  test('belongs to its question: what was written goes when that is deleted', async () => {
    const { say, history } = await open();
    bot.gateway.script(writes('One', 'length')).script(writes('two.'));
    await say(press(await say('why?', 'ada', 'q'), english.goOn));
    await say({ command: 'deleted', args: { turn: 'q' } });
    expect(await history.last('thread')).toBeUndefined();
  });

  test('shows what the model thinks where the question has asked for that', async () => {
    const { say } = await open();
    const thinks = async function* script(): AsyncGenerator<ModelEvent> {
      yield { type: 'reasoning', text: 'Well.' };
      yield { type: 'text', text: 'And' };
      yield { type: 'end', reason: 'length' };
    };
    bot.gateway.script(thinks).script(failing('service-failed')).script(thinks);
    const first = await say('why? --thinking');
    const failed = await say(press(first, english.goOn));
    expect((await say(press(failed, english.goOn))).thinking).toBe('Well.');
  });

  test('stops when the question is deleted: nobody waits for what the model still writes', async () => {
    const { say, platform } = await open();
    bot.gateway.script(writes('One', 'length'));
    const call = press(await say('why?', 'ada', 'q'), english.goOn);
    bot.gateway.script(hanging({ type: 'text', text: 'two' }).script);
    await say(call, 'ada', 'press');
    await platform.arrive({ id: 'gone', input: { command: 'deleted', args: { turn: 'q' } }, personId: 'ada' });
    await bot.settle();
    expect(bot.service.messages.find(({ turn }) => turn === 'press')?.view).toEqual({ note: english.questionDeleted });
    expect(bot.gateway.aborted).toBe(1);
  });

  test('says nothing more of a question that is deleted meanwhile', async () => {
    const { say, platform, history } = await open();
    bot.gateway.script(writes('One', 'length'));
    const call = press(await say('why?', 'ada', 'q'), english.goOn);
    const { script, finish } = hanging({ type: 'text', text: 'two' });
    bot.gateway.script(script);
    await say(call, 'ada', 'press');
    await platform.arrive({ id: 'gone', input: { command: 'deleted', args: { turn: 'q' } }, personId: 'ada' });
    await bot.settle();
    finish(' and three');
    await bot.clock.advance(1_000, 100);
    await bot.settle();
    const part = bot.service.messages.find(({ turn }) => turn === 'press');
    expect(part?.view).toEqual({ note: english.questionDeleted });
    expect(await history.last('thread')).toBeUndefined();
  });

  test('never takes another model than the one that wrote it', async () => {
    const { say } = await open();
    bot.gateway.script(writes('One', 'length'));
    const call = press(await say('why?'), english.goOn);
    bot.gateway.catalogue = [{ ...OTHER, id: 'acme/chat-large' }];
    const said = await say(call);
    expect([said.note, labels(said)]).toEqual([english.modelLeft('acme/chat'), ['acme/chat-large']]);
    expect(bot.gateway.asked).toHaveLength(1);
  });
});

describe('the parts of one answer', () => {
  test.each([
    ['The sky is', 'blue.', 'The sky is blue.'],
    ['The sky is ', 'blue.', 'The sky is blue.'],
    ['The sky', ', blue', 'The sky, blue'],
    ['One:\n', '- two', 'One:\n- two'],
    ['- one', '- two', '- one\n- two'],
    ['1. one', '2. two', '1. one\n2. two'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '| 3 | 4 |', '| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |'],
    ['| a | b |\n|---|---|\n| 1', '| 2 |', '| a | b |\n|---|---|\n| 1 | 2 |'],
    ['> ```py\n> a = 1', '> b = 2\n> ```', '> ```py\n> a = 1\n> b = 2\n> ```'],
    ['5', '- 3 is 2', '5 - 3 is 2'],
  ])('%j and %j are %j', (before, written, whole) => {
    expect(joinedText(before, shownPart({ texts: [before] }, written))).toBe(whole);
  });

  test.each([
    ['a model that opens it again', '```py\nb = 2\n```\nDone.'],
    ['a model that does not', 'b = 2\n```\nDone.'],
  ])('code that was cut in its middle is code in the next message too: %s', (_, written) => {
    const before = 'So:\n```py\na = 1';
    const shown = shownPart({ texts: [before] }, written);
    expect(shown).toBe('```py\nb = 2\n```\nDone.');
    expect(joinedText(before, shown)).toBe('So:\n```py\na = 1\nb = 2\n```\nDone.');
  });
});

describe('a question that is edited after its answer', () => {
  const edit = (text: string): Call => ({ command: 'edited', args: { turn: 'q', text } });

  test('can be answered anew: the offer becomes the answer, and both answers are to the words as they are now', async () => {
    const { say, history } = await open();
    await say('wat is it?', 'ada', 'q');
    const offer = await say(edit('what is it?'));
    expect([offer.note, labels(offer)]).toEqual([english.questionEdited, [english.answerEdited]]);
    expect(await say(press(offer, english.answerEdited), 'bo')).toEqual({
      note: english.notYourQuestion,
      private: true,
    });
    expect((await say(press(offer, english.answerEdited))).text).toBe('answer to ada: what is it?');
    expect((await history.last('thread'))?.questions[0]?.text).toBe('what is it?');
  });

  test.each([
    ['nothing', ''],
    ['a command', '!models'],
    ['a bare command', 'stop'],
  ])('is not offered for what is %s now', async (_, words) => {
    const { say } = await open();
    await say('what is it?', 'ada', 'q');
    expect(await say(edit(words))).toEqual({});
    expect(labels(await say(edit('what was it?')))).toEqual([english.answerEdited]);
  });

  test('is answered as its new words say: by that model, with its thinking', async () => {
    bot.gateway.catalogue.push(OTHER);
    const { say } = await open();
    await say('wat is it?', 'ada', 'q');
    const offer = await say(edit('!ask --model acme/other --thinking what is it?'));
    bot.gateway.script(async function* script() {
      yield { type: 'reasoning', text: 'Well.' };
      yield { type: 'text', text: 'A bot.' };
      yield { type: 'end', reason: 'stop' };
    });
    const answer = await say(press(offer, english.answerEdited));
    expect(answer).toMatchObject({ text: 'A bot.', thinking: 'Well.', note: 'acme/other' });
    expect(asked().at(-1)).toBe('user: ada: what is it?');
  });

  test('is offered without the options that do not fit into a button', async () => {
    const { say } = await open();
    await say('wat is it?', 'ada', 'q');
    const offer = await say(edit(`!ask --model ${'x'.repeat(90)} what is it?`));
    expect(press(offer, english.answerEdited).args).toEqual({ turn: 'q' });
  });

  test('is offered where it is edited while its answer is being posted', async () => {
    const { say, platform } = await open();
    const posting = Promise.withResolvers<void>();
    bot.service.before = (text) => (text.startsWith('answer to') ? posting.promise : undefined);
    await say('wat is it?', 'ada', 'q');
    await platform.arrive({ id: 'e', input: edit('what is it?'), personId: 'ada' });
    await bot.settle();
    posting.resolve();
    await bot.settle();
    await bot.clock.advance(1_000, 100);
    await bot.settle();
    const offer = bot.service.messages.findLast(({ turn }) => turn === 'e')?.view ?? {};
    expect([offer.note, labels(offer)]).toEqual([english.questionEdited, [english.answerEdited]]);
  });

  test('is offered once, only for other words, only for the last answer, and for 15 minutes', async () => {
    const { say } = await open();
    await say('wat is it?', 'ada', 'q');
    expect(await say(edit('wat is  it?'))).toEqual({});
    expect(labels(await say(edit('what is it?')))).toEqual([english.answerEdited]);
    expect(await say(edit('what is it really?'))).toEqual({});
    await say('and that?', 'ada', 'q2');
    expect(await say(edit('what was it?'))).toEqual({});
    await bot.clock.advance(15 * 60_000 + 1_000, 60_000);
    expect(await say({ command: 'edited', args: { turn: 'q2', text: 'and this?' } })).toEqual({});
  });
});

describe('Again', () => {
  const LONG = 'a-turn-id-of-the-usual-len';

  test('offers the models to whoever asked, the same one first, and answers again below', async () => {
    bot.gateway.catalogue.push(OTHER);
    const { say, history } = await open();
    const answer = await say('why?', 'ada', LONG);
    expect(labels(answer)).toEqual([english.again]);
    expect(await say(press(answer, english.again), 'bo')).toEqual({ note: english.notYourQuestion, private: true });
    const offer = await say(press(answer, english.again));
    expect([offer.private, labels(offer)]).toEqual([true, ['acme/chat', 'acme/other (offline)']]);
    const again = await say(press(offer, 'acme/other (offline)'));
    expect(again).toMatchObject({ text: 'answer to ada: why?', note: 'acme/other' });
    expect(again.notify).toBeUndefined();
    expect(bot.gateway.asked.at(-1)?.model).toBe('acme/other');
    expect((await history.size('thread')).turns).toBe(2);
    expect(await say(press(offer, 'acme/chat'))).toEqual({ note: english.notLast, private: true });
    expect(await say(press(answer, english.again))).toEqual({ note: english.notLast, private: true });
  });

  test.each([english.again, english.tryAgain])(
    'shows what the model thinks where the question has asked for that: %s',
    async (label) => {
      bot.gateway.catalogue.push(OTHER);
      const { say } = await open();
      const thinks = async function* script(): AsyncGenerator<ModelEvent> {
        yield { type: 'reasoning', text: 'Well.' };
        yield { type: 'text', text: 'So.' };
        yield { type: 'end', reason: 'stop' };
      };
      if (label === english.tryAgain) bot.gateway.script(failing('service-failed'));
      const answer = await say('why? --thinking', 'ada', LONG);
      bot.gateway.script(thinks);
      const next = await say(press(answer, label));
      const anew = label === english.again ? await say(press(next, 'acme/other (offline)')) : next;
      expect(anew).toMatchObject({ text: 'So.', thinking: 'Well.' });
    },
  );

  test('says so where there is no model any more', async () => {
    bot.gateway.catalogue.push(OTHER);
    const { say } = await open();
    const answer = await say('why?', 'ada', LONG);
    const offer = await say(press(answer, english.again));
    bot.gateway.catalogue = [{ ...OTHER, id: 'acme/chat-large' }];
    expect((await say(press(offer, 'acme/chat'))).note).toBe(english.modelLeft('acme/chat'));
    bot.gateway.catalogue = [];
    expect(await say(press(answer, english.again))).toEqual({ note: english.noModel, private: true });
  });

  test('is not offered where there is one model', async () => {
    const { say } = await open();
    expect(labels(await say('why?'))).toEqual([]);
  });
});

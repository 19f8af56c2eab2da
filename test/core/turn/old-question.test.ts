import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelEvent } from '../../../src/core/ports/model.ts';
import { BotError } from '../../../src/core/errors.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const HOUR_MS = 60 * 60_000;
let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
  bot.oldQuestionMs = HOUR_MS;
});
afterEach(() => bot.close());

const texts = () => bot.service.texts;
const STARTING: ModelEvent = { type: 'phase', name: 'starting' };
const STILL = `_${english.stillWanted('2 h')}_`;

/** A process takes a question in, comes as far as this event of the model, and is killed or stopped; the next one starts so much later. */
const comeBack = async ({ afterMs = 2 * HOUR_MS, event = STARTING, kindly = false }: Coming = {}) => {
  const { platform, turns, kill } = await bot.process('former');
  bot.gateway.script(hanging(event).script);
  await platform.arrive({ id: 'q1', input: 'why?', at: bot.clock.now() });
  await bot.settle();
  if (kindly) {
    const stopped = turns.stop(0);
    await bot.clock.advance(6_000, 500);
    await stopped;
  } else kill();
  await bot.clock.advance(afterMs, HOUR_MS / 4);
  return start('next');
};
interface Coming {
  afterMs?: number;
  event?: ModelEvent;
  kindly?: boolean;
}
const start = async (owner: string) => {
  const next = await bot.process(owner);
  await bot.clock.advance(10_000, 500);
  await bot.settle();
  const press = async (label: string, personId = 'ada') => {
    const { choices = [] } = bot.service.messages.find(({ view }) => view.choices)?.view ?? {};
    const call = choices.find((choice) => choice.label === label)?.call;
    if (!call) throw new Error(`there is no ${label}`);
    await next.platform.arrive({ id: `press ${texts().length} ${label} ${personId}`, input: call, personId });
    await bot.clock.advance(1_000, 500);
    await bot.settle();
  };
  return { ...next, press };
};

describe('a question that is found two hours later', () => {
  test('is asked about in the message that stands there, and answered in a new one once that is wanted', async () => {
    const { press, history } = await comeBack();
    expect(texts()).toEqual([STILL]);
    expect(bot.gateway.asked).toHaveLength(1);
    await press(english.answerIt, 'bo');
    expect(texts().at(-1)).toBe(`_${english.notYourQuestion}_`);
    expect(bot.gateway.asked).toHaveLength(1);
    await press(english.answerIt);
    expect(bot.service.messages[0]?.versions).toContain(`_${english.answersOld}_`);
    expect(texts()[0]).toBe(`_${english.answeredBelow}_`);
    expect(texts().at(-1)).toContain('answer to ada: why?');
    expect(bot.service.messages.at(-1)?.view.notify).toBeDefined();
    expect((await history.last('thread'))?.questions[0]?.text).toBe('why?');
    expect(bot.gateway.asked).toHaveLength(2);
  });

  test('is forgotten when that is wanted, and nothing more is said of it', async () => {
    const { press, turns } = await comeBack();
    await press(english.forgetIt);
    expect(texts()).toEqual([`_${english.dropped}_`]);
    expect(await turns.open('thread')).toEqual([]);
    expect(bot.gateway.asked).toHaveLength(1);
  });

  test('holds nobody up, and waits for the word also through the next start', async () => {
    const { platform, kill } = await comeBack();
    await platform.arrive({ id: 'q2', input: 'and how?', at: bot.clock.now() });
    await bot.settle();
    expect(texts()[1]).toContain('answer to ada: and how?');
    kill();
    await bot.clock.advance(5 * HOUR_MS, HOUR_MS);
    const { press } = await start('third');
    expect(texts()).toHaveLength(2);
    await press(english.answerIt);
    expect(texts().at(-1)).toContain('answer to ada: why?');
  });

  test('says nothing of itself, however often a process dies while it waits, and is not as old as it was once it is wanted', async () => {
    await comeBack();
    for (const name of ['3', '4', '5', '6', '7', '8', '9', '10', '11', '12']) {
      const { kill } = await start(name);
      expect(texts()).toEqual([STILL]);
      kill();
      await bot.clock.advance(HOUR_MS, HOUR_MS / 4);
    }
    const { press } = await start('last');
    await press(english.answerIt);
    expect(texts().at(-1)).toContain('answer to ada: why?');
  });

  test('is asked with the words that it was edited to', async () => {
    const { platform, press } = await comeBack();
    await platform.arrive({ id: 'e1', input: { command: 'edited', args: { turn: 'q1', text: 'why not?' } } });
    await bot.clock.advance(1_000, 500);
    await press(english.answerIt);
    expect(texts().at(-1)).toContain('answer to ada: why not?');
  });

  test.each([
    ['!stop', english.dropped],
    [{ command: 'halt', args: { turn: 'q1' } }, english.dropped], // on a screen that has not seen the question yet
    [{ command: 'drop', args: { turn: 'q1' } }, english.dropped],
    [{ command: 'deleted', args: { turn: 'q1' } }, english.questionDeleted],
    [{ command: 'forget', args: { what: 'me', sure: 'yes' } }, english.questionDeleted],
    [{ command: 'forget', args: { what: 'conversation', sure: 'yes' } }, english.questionDeleted],
  ] as const)(
    'is over after %j, and its message says so, also where that is said while no process runs',
    async (input, end) => {
      const { platform, turns } = await comeBack();
      await platform.arrive({ id: 'c1', input });
      await bot.clock.advance(20_000, 500);
      await bot.settle();
      expect([await turns.open('thread'), texts()[0]]).toEqual([[], `_${end}_`]);
      expect(texts()).not.toContain(STILL);
      await platform.arrive({ id: 'late', input: { command: 'answer', args: { turn: 'q1' } } });
      await bot.settle();
      expect(texts().at(-1)).toBe(`_${english.alreadyOver}_`);
      expect(bot.service.messages.at(-1)?.view.private).toBeUndefined(); // so it takes the pressed message's place
      expect(bot.gateway.asked).toHaveLength(1);

      await bot.close();
      bot = new SmallBot();
      bot.oldQuestionMs = HOUR_MS;
      const killed = await comeBack();
      killed.kill();
      const to = end === english.dropped ? 'stop' : 'delete';
      await killed.turns.steer('q1', { to });
      await bot.clock.advance(HOUR_MS, HOUR_MS / 4);
      const { turns: later } = await start('third');
      expect([await later.open('thread'), texts()]).toEqual([[], [`_${end}_`]]);
    },
  );

  test('is over when nobody can be told anything there any more', async () => {
    const { turns } = await comeBack();
    bot.service.gone.abort(new BotError('place-gone', 'the channel is archived'));
    await bot.clock.advance(1_000, 500);
    await bot.settle();
    expect(await turns.open('thread')).toEqual([]);
  });

  test('keeps its question and its buttons through a stop of the bot', async () => {
    const { turns } = await comeBack();
    const stopped = turns.stop(0);
    await bot.clock.advance(6_000, 500);
    await stopped;
    expect(texts()).toEqual([STILL]);
    const { press } = await start('third');
    await press(english.answerIt);
    expect(texts().at(-1)).toContain('answer to ada: why?');
  });

  test('as an earlier version asked about it is answered or forgotten as well', async () => {
    const { platform, turns } = await bot.process('next');
    const asked = { platform: 'test', workspace: 'w', channel: 'general', conversation: 'thread', personId: 'ada' };
    const arrival = { ...asked, id: 'q1', input: 'why?', at: bot.clock.now() };
    for (const id of ['asked about', 'another'])
      await turns.accept({ id, kind: 'unconfirmed', arrival: { ...arrival, address: arrival } });
    await platform.arrive({ id: 'p1', input: { command: 'answer', args: { turn: 'asked about' } } });
    await platform.arrive({ id: 'p2', input: { command: 'drop', args: { turn: 'another' } } });
    await bot.clock.advance(2_000, 500);
    await bot.settle();
    expect(texts()).toContain('answer to ada: why?\n_acme/chat_');
    expect(texts()).toContain(`_${english.dropped}_`);
    expect(await turns.open('thread')).toEqual([]);
  });

  test('is not answered to whom has lost the right meanwhile', async () => {
    const { kill } = await comeBack();
    kill();
    bot.access = { ...bot.access, blocked: { ...bot.access.blocked, people: ['ada'] } };
    await bot.clock.advance(HOUR_MS, HOUR_MS);
    const { press } = await start('third');
    await press(english.answerIt);
    expect(texts().at(-1)).toBe(`_${english.denials.blocked}_`);
    expect(bot.gateway.asked).toHaveLength(1);
  });

  test('is let go after a day by itself, and says so, also through a restart', async () => {
    const { kill } = await comeBack();
    await bot.clock.advance(10 * HOUR_MS, HOUR_MS);
    kill();
    await bot.clock.advance(10 * HOUR_MS, HOUR_MS);
    const { turns } = await start('third');
    expect([(await turns.open('thread')).length, texts()]).toEqual([1, [STILL]]);
    await bot.clock.advance(5 * HOUR_MS, HOUR_MS);
    await bot.settle();
    expect([await turns.open('thread'), texts()]).toEqual([[], [`_${english.letGo}_`]]);
  });

  test('is not among those that are being answered', async () => {
    const { platform } = await comeBack();
    await platform.arrive({ id: 's', input: '!status' });
    await bot.settle();
    expect(texts().at(-1)).toContain(english.nothingOpen);
  });
});

describe('a question is answered as always', () => {
  test('when it is found within the hour', async () => {
    await comeBack({ afterMs: HOUR_MS / 2 });
    expect(texts()).toEqual([`_${english.answeredBelow}_`, 'answer to ada: why?\n_acme/chat_']);
  });

  test('when the bot said at its end that it will be', async () => {
    await comeBack({ kindly: true });
    expect(texts()).toEqual([`_${english.answeredBelow}_`, 'answer to ada: why?\n_acme/chat_']);
  });

  test('when the line of a wait said so', async () => {
    await comeBack({ event: { type: 'phase', name: 'downtime' } });
    expect(texts()).toEqual([`_${english.answeredBelow}_`, 'answer to ada: why?\n_acme/chat_']);
  });

  test('when it was asked whether it is still wanted, and told that the wait goes on', async () => {
    const { platform, kill } = await bot.process('former');
    bot.gateway.script(hanging(STARTING).script);
    await platform.arrive({ id: 'q1', input: 'why?', at: bot.clock.now() });
    await bot.clock.advance(1.5 * HOUR_MS, 60_000);
    expect(texts().at(-1)).toContain(english.askStillWanted('1 h 30 min'));
    kill();
    await start('next');
    expect(texts().at(-1)).toBe('answer to ada: why?\n_acme/chat_');
    expect(texts()).not.toContain(STILL);
  });

  test('when the operator wants it so', async () => {
    bot.oldQuestionMs = undefined;
    await comeBack();
    expect(texts()).toEqual([`_${english.answeredBelow}_`, 'answer to ada: why?\n_acme/chat_']);
  });

  test('by the process that has had it all the time, however long that took', async () => {
    const { platform } = await bot.process();
    bot.gateway.script(hanging(STARTING).script);
    await platform.arrive({ id: 'q1', input: 'why?', at: bot.clock.now() });
    await bot.clock.advance(3 * HOUR_MS, HOUR_MS);
    await platform.arrive({ id: 'e1', input: { command: 'edited', args: { turn: 'q1', text: 'why not?' } } });
    await bot.clock.advance(2_000, 500);
    await bot.settle();
    expect(texts().filter((text) => text === STILL)).toEqual([]);
    expect(bot.gateway.asked).toHaveLength(2);
  });
});

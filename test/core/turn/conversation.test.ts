import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BotError } from '../../../src/core/errors.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { failing, hanging, textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
});
afterEach(() => bot.close());

const texts = (): string[] => bot.service.texts;
const roles = (n: number): string[] => (bot.gateway.asked[n]?.messages ?? []).map((m) => `${m.role}: ${textOf(m)}`);

describe('a question and its answer', () => {
  test('a question is answered once, in the message that was the first sign of life, and names the model', async () => {
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why is the sky blue?' });
    await platform.arrive({ id: 'q1', input: 'why is the sky blue?' });
    await bot.settle();
    expect(texts()).toEqual(['answer to ada: why is the sky blue?\n_acme/chat_']);
    expect(bot.service.messages[0]?.versions[0]).toBe(`_${english.thinking}_`);
    expect(bot.gateway.asked).toHaveLength(1);
  });

  test('the next question in the conversation carries what was said, also in another process; another conversation does not', async () => {
    const first = await bot.process('a');
    await first.platform.arrive({ id: 'q1', input: 'my name is Ada' });
    await bot.settle();
    const second = await bot.process('b');
    await second.platform.arrive({ id: 'q2', input: 'what is my name?' });
    await bot.settle();
    await second.platform.arrive({ id: 'q3', input: 'and elsewhere?', conversation: 'other' });
    await bot.settle();
    expect(roles(1).slice(1)).toEqual([
      'user: ada: my name is Ada',
      'assistant: answer to ada: my name is Ada',
      'user: ada: what is my name?',
    ]);
    expect(roles(2).slice(1)).toEqual(['user: ada: and elsewhere?']);
    expect(roles(0)[0]).toContain('Today is 2026-11-24. You are in #general on test.');
  });

  test('who waits behind another question is told so, and the answers come in order', async () => {
    const slow = hanging({ type: 'phase', name: 'running' });
    bot.gateway.script(slow.script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'one' });
    await platform.arrive({ id: 'q2', input: 'two', personId: 'bo' });
    await bot.settle();
    expect(texts()[1]).toBe(`_${english.behind(1)}_`);
    slow.finish('first');
    await bot.settle();
    expect(texts()).toEqual(['first\n_acme/chat_', 'answer to bo: two\n_acme/chat_']);
  });

  test('asked before Aitta has ever answered, it says that the question is kept, and answers when there is a list', async () => {
    bot.gateway.neverListed = true;
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why is the sky blue?' });
    await bot.settle();
    expect(texts()).toEqual([`_${english.waiting.outage} …_`]);
    bot.gateway.list();
    await bot.settle();
    expect(texts()).toEqual(['answer to ada: why is the sky blue?\n_acme/chat_']);
  });

  test('it goes on saying so with the time, asks after an hour whether the answer is still wanted, and ends after a week', async () => {
    bot.gateway.neverListed = true;
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why is the sky blue?' });
    await bot.settle();
    await bot.clock.advance(61_000, 1_000);
    expect(texts()).toEqual([`_${english.waiting.outage} … · 1 min_`]);
    await bot.clock.advance(3_600_000, 10_000);
    expect(texts()).toHaveLength(2);
    expect(texts()[1]).toContain(english.askStillWanted('1 h'));
    await bot.clock.advance(7 * 24 * 3_600_000, 600_000);
    await bot.settle();
    expect(texts().at(-1)).toContain(english.errors['model-unavailable']);
  });

  test('mentioned in the middle of a thread, it reads what was said before, once', async () => {
    bot.service.sceneOf = () => ({
      earlier: [
        { who: 'bo', byBot: false, text: 'the build is red', at: 1 },
        { who: 'cy', byBot: false, text: 'since noon', at: 2 },
      ],
    });
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'what is red?' });
    await bot.settle();
    await platform.arrive({ id: 'q2', input: 'since when?' });
    await bot.settle();
    expect(roles(0).slice(1)).toEqual([
      'user: bo: the build is red',
      'user: cy: since noon',
      'user: ada: what is red?',
    ]);
    expect(bot.service.reads.filter((limit) => limit > 0)).toEqual([30]);
  });

  test('the first answer in each channel carries the operator’s notice', async () => {
    bot.notice = 'No sensitive data, please.';
    const { platform } = await bot.process();
    for (const [id, channel] of [
      ['q1', 'a'],
      ['q2', 'a'],
      ['q3', 'b'],
    ] as const) {
      await platform.arrive({ id, channel, conversation: id, input: 'q' });
      await bot.settle();
    }
    expect(texts().map((text) => text.includes('No sensitive data'))).toEqual([true, false, true]);
  });

  test('where it may not read what was said before, it says so', async () => {
    bot.service.sceneOf = () => ({ earlier: 'forbidden' });
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'what is red?' });
    await bot.settle();
    expect(texts()[0]).toContain(english.cannotReadEarlier);
  });

  test('a bare mention gets a short help, a lone file that cannot be read a sentence, one beside a question a remark', async () => {
    const { platform } = await bot.process();
    const files = [{ id: 'F1', name: 'plan.pdf', source: null }];
    await platform.arrive({ id: 'q1', input: '  ' });
    await bot.settle();
    bot.service.sceneOf = () => ({ files });
    await platform.arrive({ id: 'q2', input: '' });
    await bot.settle();
    await platform.arrive({ id: 'q3', input: 'what is in it?' });
    await bot.settle();
    expect(texts()[0]).toContain('Mention me with a question');
    expect(texts()[1]).toContain('plan.pdf');
    expect(texts()[2]).toContain(`acme/chat · ${english.files.unread(['plan.pdf (it is no longer there)'])}`);
    expect(bot.gateway.asked).toHaveLength(1);
  });

  test('a question of 40,000 characters is refused with a sentence when it does not fit', async () => {
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'x'.repeat(40_000) });
    await bot.settle();
    expect(texts()).toEqual([
      '_That is more text than acme/chat can read at once (8,192 tokens). Please ask with less text._',
    ]);
    expect(bot.gateway.asked).toEqual([]);
    bot.gateway.catalogue.push({ id: 'acme/wide', state: 'offline', chat: true, contextTokens: 131_072 });
    await platform.arrive({ id: 'q2', input: 'x'.repeat(40_000) });
    await bot.settle();
    expect(texts()[1]).toContain('Please ask with less text, or ask acme/wide, which can read 131,072 tokens.');
  });
});

describe('a window that is too small', () => {
  test('the first answer after trimming says so, once, and `history` tells how much is left out', async () => {
    bot.gateway.catalogue = [{ id: 'acme/chat', state: 'running', chat: true, contextTokens: 600 }];
    bot.gateway.answer = () => 'word '.repeat(100);
    const { platform } = await bot.process();
    for (let n = 1; n <= 6; n++) {
      await platform.arrive({ id: `q${n}`, input: `question ${n}` });
      await bot.settle();
    }
    const told = texts().filter((text) => text.includes(english.trimmed));
    expect(told).toHaveLength(1);
    await platform.arrive({ id: 'h', input: '!history' });
    await bot.settle();
    expect(texts().at(-1)).toMatch(
      /gets 5 messages, about \d+ tokens[\s\S]*acme\/chat can read 600 tokens; 150 are reserved[\s\S]*oldest 4 questions/,
    );
  });

  test('when the server counts more than we did, it is sent less, by halves, never the same; then it is said', async () => {
    const { platform } = await bot.process();
    for (let n = 1; n <= 40; n++) {
      await platform.arrive({ id: `f${n}`, input: `${'filler '.repeat(80)}${n}` });
      await bot.settle();
      await bot.clock.advance(10_000);
    }
    bot.gateway.script(failing('too-long'));
    await platform.arrive({ id: 'q1', input: 'still there?' });
    await bot.settle();
    const [first, second] = bot.gateway.asked.slice(-2);
    expect(second?.messages.length).toBeLessThan(first?.messages.length ?? 0);
    expect(texts().at(-1)).toContain('answer to ada: still there?');
    for (let tries = 0; tries < 4; tries++) bot.gateway.script(failing('too-long'));
    await platform.arrive({ id: 'q2', input: 'and now?' });
    await bot.settle();
    expect(texts().at(-1)).toContain('more text than acme/chat can read at once (8,192 tokens)');
    const sizes = bot.gateway.asked.slice(-4).map(({ messages }) => messages.length);
    expect(sizes.length).toBe(new Set(sizes).size);
  });
});

describe('waiting', () => {
  test('the phases of a cold model are told, with the time once it gets long, and no progress comes after the answer', async () => {
    const cold = hanging({ type: 'phase', name: 'requested' });
    bot.gateway.script(cold.script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    await bot.clock.advance(80_000, 10_000);
    await bot.settle();
    const seen = bot.service.messages[0]?.versions ?? [];
    expect(seen).toContain(`_${english.waiting.requested('acme/chat')} …_`);
    expect(seen.at(-1)).toBe(`_${english.waiting.requested('acme/chat')} … · 1 min_`);
    cold.finish('there');
    await bot.settle();
    await bot.clock.advance(60_000, 10_000);
    await bot.settle();
    expect(texts()).toEqual(['there\n_acme/chat_']);
  });

  test('an answer that was cut off is kept and marked', async () => {
    bot.gateway.script(async function* script() {
      yield { type: 'text', text: 'half an ans' };
      yield { type: 'end', reason: 'cut' };
    });
    const { platform, history } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    expect(texts()).toEqual([`half an ans\n_acme/chat · ${english.answerEnd.cut}_`]);
    expect((await history.find('thread', 'q1'))?.texts).toEqual(['half an ans']);
  });

  test.each(['service-unauthorized', 'service-downtime', 'model-unavailable', 'budget', 'model-empty'] as const)(
    'the error %s is said in a sentence, once, and the next question is answered',
    async (code) => {
      bot.gateway.script(failing(code));
      const { platform } = await bot.process();
      await platform.arrive({ id: 'q1', input: 'one' });
      await bot.settle();
      await platform.arrive({ id: 'q2', input: 'two' });
      await bot.settle();
      expect(texts()).toEqual([`_${english.errors[code]}_`, 'answer to ada: two\n_acme/chat_']);
      expect(roles(1).slice(1)).toEqual(['user: ada: one', 'user: ada: two']);
    },
  );
});

describe('ways out of a long wait', () => {
  const cold = async () => {
    bot.gateway.catalogue = [
      { id: 'acme/chat', state: 'offline', chat: true },
      { id: 'acme/small', state: 'running', chat: true },
    ];
    const waiting = hanging({ type: 'phase', name: 'requested' });
    bot.gateway.script(waiting.script);
    const { platform, turns } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    expect(bot.service.messages[0]?.view.choices).toHaveLength(1);
    await bot.clock.advance(10_000);
    await bot.settle();
    const press = async (n: number, id: string): Promise<void> => {
      await platform.arrive({ id, input: bot.service.messages[0]?.view.choices?.[n]?.call ?? 'nothing to press' });
      await bot.settle();
    };
    return { platform, turns, press };
  };

  test('a running model can be used instead, in the same message', async () => {
    const { press } = await cold();
    expect(bot.service.messages[0]?.view.choices?.map((choice) => choice.label)).toEqual([
      english.stop,
      english.switchTo('acme/small'),
      english.park,
    ]);
    await press(1, 'p1');
    expect(texts()).toEqual(['answer to ada: why?\n_acme/small_']);
    expect(bot.gateway.aborted).toBe(1);
  });

  test('parked, the question is answered later in a new message that mentions the asker, also by another process; the line goes on', async () => {
    const { platform, turns, press } = await cold();
    const later = hanging({ type: 'phase', name: 'starting' });
    bot.gateway.script(later.script);
    await press(2, 'p1');
    expect(texts()).toEqual([expect.stringContaining(english.parked)]);
    expect(bot.service.messages[0]?.view.choices?.map(({ label }) => label)).toEqual([
      english.stop,
      english.switchTo('acme/small'),
      english.always,
    ]);
    await platform.arrive({ id: 'q2', input: 'and how?' });
    await bot.settle();
    expect(texts()[1]).toContain('answer to ada: and how?');
    const stopped = turns.stop(0);
    await bot.clock.advance(6_000, 500);
    await stopped;
    await bot.process('b');
    await bot.clock.advance(1_000, 500);
    await bot.settle();
    expect(texts()[0]).toBe(`_${english.answeredBelow}_`);
    expect(texts()[2]).toBe('answer to ada: why?\n_acme/chat_');
    expect(bot.service.messages[2]?.view.notify).toEqual({ round: 1, moved: english.answeredBelow });
  });

  test('an answer that comes after two minutes is a new message that mentions the asker, and the old one points to it', async () => {
    const slow = hanging({ type: 'phase', name: 'starting' });
    bot.gateway.script(slow.script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    await bot.clock.advance(121_000, 1_000);
    slow.finish('because');
    await bot.settle();
    expect(texts()).toEqual([`_${english.answeredBelow}_`, 'because\n_acme/chat_']);
    expect(bot.service.messages[1]?.view.notify).toBeDefined();
  });

  test('a time that has passed does not stand until the next tick, and its correction is no edit that can wait', async () => {
    const until = bot.clock.now() + 150_000;
    bot.gateway.script(hanging({ type: 'phase', name: 'queued', ahead: 3, until }).script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?', at: bot.clock.now() });
    await bot.settle();
    const tellsTime = (): boolean => texts()[0]?.includes('probably by') === true;
    let waitedMs = 0;
    for (; waitedMs < 300_000 && (waitedMs < 121_000 || tellsTime()); waitedMs += 1_000) {
      expect(tellsTime()).toBe(true);
      await bot.clock.advance(1_000, 1_000);
    }
    expect(texts()[0]).toContain('Waiting for a free slot at Aitta: 3 requests before yours');
    expect(bot.service.messages[0]?.view.goesOn).toBeUndefined();
    expect(waitedMs).toBeLessThan(240_000); // the next tick is at five minutes
  });

  test('after an hour the asker is asked whether the answer is still wanted, in a new message, and again after a day', async () => {
    bot.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    await bot.clock.advance(3_601_000, 10_000);
    await bot.settle();
    expect(texts()).toEqual([`_${english.goesOnBelow}_`, expect.stringContaining(english.askStillWanted('1 h'))]);
    expect(bot.service.messages[1]?.view.notify?.round).toBe(1);
    await bot.clock.advance(24 * 3_600_000, 60_000);
    await bot.settle();
    expect(texts()).toEqual([
      `_${english.goesOnBelow}_`,
      `_${english.goesOnBelow}_`,
      expect.stringContaining(english.askStillWanted('25 h')),
    ]);
  });

  test('a wait of three hours is told in at most thirty edits', async () => {
    bot.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    const edits = (): number => bot.service.messages.reduce((sum, { versions }) => sum + versions.length, 0);
    await bot.clock.advance(10_000, 1_000);
    await bot.settle();
    expect(edits()).toBeLessThanOrEqual(3); // the first message is none
    await bot.clock.advance(170_000, 1_000);
    await bot.settle();
    expect(edits()).toBeLessThanOrEqual(9);
    await bot.clock.advance(3 * 3_600_000, 10_000);
    await bot.settle();
    expect(edits()).toBeLessThanOrEqual(30);
  });

  test('whoever is held up behind a long wait has the same ways out', async () => {
    bot.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
    bot.gateway.catalogue.push({ id: 'acme/small', state: 'running', chat: true });
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    await platform.arrive({ id: 'q2', input: 'and how?', personId: 'bo' });
    await bot.settle();
    await bot.clock.advance(21_000, 1_000);
    await bot.settle();
    const offered = bot.service.messages[1]?.view.choices ?? [];
    expect(offered.map(({ label }) => label)).toEqual([
      english.stop,
      `${english.switchTo('acme/chat')} (8k)`,
      english.park,
    ]);
    await platform.arrive({ id: 'p1', input: offered[1]?.call ?? 'nothing to press', personId: 'bo' });
    await bot.settle();
    expect(texts()[1]).toContain('answer to bo: and how?');
  });

  test('a failure says what can still be done, and the question can be asked again, also after a restart', async () => {
    bot.gateway.script(failing('service-failed'));
    const { platform, turns } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    const offered = bot.service.messages[0]?.view.choices ?? [];
    expect(offered.map(({ label }) => label)).toEqual([english.tryAgain, english.tellWhenBack]);
    const stopped = turns.stop(0);
    await bot.clock.advance(6_000, 500);
    await stopped;
    const next = await bot.process('b');
    await next.platform.arrive({ id: 'p1', input: offered[0]?.call ?? 'nothing to press' });
    await bot.settle();
    expect(texts().at(-1)).toContain('answer to ada: why?');
    expect(bot.gateway.asked.at(-1)?.messages.filter(({ role }) => role !== 'system')).toHaveLength(1);
  });

  test('a failure whose button is pressed twice is asked again once', async () => {
    bot.gateway.script(failing('service-failed'));
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    const again = bot.service.messages[0]?.view.choices?.[0]?.call ?? 'nothing to press';
    await Promise.all([platform.arrive({ id: 'p1', input: again }), platform.arrive({ id: 'p2', input: again })]);
    await bot.settle();
    expect(bot.gateway.asked).toHaveLength(2);
    expect(texts().filter((text) => text.includes('answer to ada: why?'))).toHaveLength(1);
  });

  test('whoever wants to be told when it works is told in a new message', async () => {
    const later = hanging({ type: 'phase', name: 'starting' });
    bot.gateway.script(failing('service-failed')).script(later.script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    await platform.arrive({ id: 'p1', input: bot.service.messages[0]?.view.choices?.[1]?.call ?? 'nothing' });
    await bot.settle();
    expect(texts().at(-1)).toContain(english.parked);
    later.finish('because');
    await bot.settle();
    expect(texts().at(-1)).toContain('because');
    expect(bot.service.messages.at(-1)?.view.notify).toBeDefined();
  });

  test('whoever presses that twice, or then asks again, gets one answer, and a failure of it can be asked again', async () => {
    const later = hanging({ type: 'phase', name: 'starting' });
    bot.gateway.script(failing('service-failed')).script(later.script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'why?' });
    await bot.settle();
    const [again, tell] = (bot.service.messages[0]?.view.choices ?? []).map(({ call }) => call);
    if (!again || !tell) throw new Error('nothing is offered');
    await Promise.all(['p1', 'p2'].map((id) => platform.arrive({ id, input: tell })));
    await bot.settle();
    await platform.arrive({ id: 'p3', input: again });
    await bot.settle();
    expect(bot.gateway.asked).toHaveLength(2);
    expect(texts().filter((text) => text.includes(english.parked))).toHaveLength(1);
    expect(texts().filter((text) => text.includes(english.alreadyOnIt))).toHaveLength(2);
    later.finish('because');
    await bot.settle();
    expect(texts().filter((text) => text.startsWith('because'))).toHaveLength(1);
  });

  test('a parked question can be cancelled, and goes with its message', async () => {
    const { platform, press } = await cold();
    bot.gateway.script(hanging({ type: 'phase', name: 'starting' }).script);
    await press(2, 'p1');
    await press(0, 'p2');
    expect(texts().at(-1)).toBe(`_${english.stoppedBeforeText}_`);
    bot.gateway
      .script(hanging({ type: 'phase', name: 'starting' }).script)
      .script(hanging({ type: 'phase', name: 'starting' }).script);
    await platform.arrive({ id: 'q2', input: 'again?' });
    await platform.arrive({ id: 'p3', input: { command: 'park', args: { turn: 'q2' } } });
    await bot.settle();
    await platform.arrive({ id: 'd1', input: { command: 'deleted', args: { turn: 'q2' } } });
    await bot.settle();
    expect(texts().at(-1)).toBe(`_${english.questionDeleted}_`);
  });
});

describe('stop', () => {
  test('the button at another process stops a cold model, for the asker only', async () => {
    const cold = hanging({ type: 'phase', name: 'starting' });
    bot.gateway.script(cold.script);
    const a = await bot.process('a');
    const b = await bot.process('b');
    await a.platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    const halt = bot.service.messages[0]?.view.choices?.[0]?.call;
    expect(halt).toEqual({ command: 'halt', args: { turn: 'q1' } });
    if (!halt) return;
    await b.platform.arrive({ id: 'p1', input: halt, personId: 'bo' });
    await bot.settle();
    expect(texts().at(-1)).toBe(`_${english.notYourQuestion}_`);
    await b.platform.arrive({ id: 'p2', input: halt });
    await bot.clock.advance(1_000, 100);
    await bot.settle();
    expect(texts()[0]).toBe(`_${english.stoppedBeforeText}_`);
    expect([bot.gateway.asked.length, bot.gateway.aborted]).toEqual([1, 1]);
  });

  test('"stop" while it writes keeps what was written, in the message and in the history', async () => {
    const writing = hanging({ type: 'text', text: 'so far so good' });
    bot.gateway.script(writing.script);
    const { platform, history } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    await platform.arrive({ id: 's1', input: 'Stop!' });
    await bot.settle();
    expect(texts()).toEqual([`so far so good\n_${english.stopped}_`, `_${english.stopping(1)}_`]);
    expect((await history.find('thread', 'q1'))?.texts).toEqual(['so far so good']);
  });

  test('"stop" with nothing to stop says so', async () => {
    const { platform } = await bot.process();
    await platform.arrive({ id: 's1', input: 'stop' });
    await bot.settle();
    expect(texts()).toEqual([`_${english.nothingToStop}_`]);
  });

  test('stopped in line, a question is never asked, and the one behind it goes on', async () => {
    const slow = hanging({ type: 'phase', name: 'running' });
    bot.gateway.script(slow.script);
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'one' });
    await platform.arrive({ id: 'q2', input: 'two' });
    await platform.arrive({ id: 'q3', input: 'three' });
    await bot.settle();
    await platform.arrive({ id: 'p', input: { command: 'halt', args: { turn: 'q2' } } });
    await bot.settle();
    slow.finish('first');
    await bot.settle();
    expect(texts()).toEqual([
      'first\n_acme/chat_',
      `_${english.stoppedBeforeText}_`,
      'answer to ada: three\n_acme/chat_',
    ]);
  });

  test('stopped while posting, the parts stay, a line says so, and the whole answer can be had', async () => {
    bot.service.limit = 20;
    bot.gateway.answer = () => 'x'.repeat(200);
    const gate = Promise.withResolvers<void>();
    bot.service.after = async () => {
      if (bot.service.messages.length === 4) await gate.promise;
    };
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    await platform.arrive({ id: 'p1', input: { command: 'halt', args: { turn: 'q1' } } });
    await bot.settle();
    gate.resolve();
    await bot.settle();
    const mine = bot.service.messages.filter((message) => message.turn === 'q1');
    expect(mine.at(-1)?.view.note).toBe(english.stoppedWhilePosting);
    expect(mine.length).toBeLessThan(10);
    const whole = mine.at(-1)?.view.choices?.[0]?.call;
    expect(whole).toEqual({ command: 'whole', args: { turn: 'q1' } });
    bot.service.limit = 2_000;
    if (whole) await platform.arrive({ id: 'p2', input: whole });
    await bot.settle();
    expect(texts().at(-1)).toBe(`${'x'.repeat(200)}\n_acme/chat_`);
  });

  test('a deleted question stops its answer and leaves the conversation', async () => {
    const writing = hanging({ type: 'text', text: 'well' });
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q0', input: 'zero' });
    await bot.settle();
    bot.gateway.script(writing.script);
    await platform.arrive({ id: 'q1', input: 'one' });
    await bot.settle();
    await platform.arrive({ id: 'd1', input: { command: 'deleted', args: { turn: 'q1' } } });
    await platform.arrive({ id: 'd0', input: { command: 'deleted', args: { turn: 'q0' } } });
    await bot.settle();
    expect(texts().at(-1)).toBe(`_${english.questionDeleted}_`);
    await platform.arrive({ id: 'q2', input: 'two' });
    await bot.settle();
    expect(roles(2).slice(1)).toEqual(['user: ada: two']);
  });
});

describe('death and resurrection', () => {
  test('killed between two parts of an answer, another process posts the rest and the model is asked once', async () => {
    bot.service.limit = 20;
    bot.gateway.answer = () => 'abcdefghij'.repeat(5);
    const a = await bot.process('a');
    bot.service.after = async () => {
      if (bot.service.messages.length === 2) {
        a.kill();
        await new Promise(() => undefined);
      }
    };
    await a.platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    expect(bot.service.messages).toHaveLength(2);
    bot.service.after = () => undefined;
    await bot.process('b');
    await bot.clock.advance(10_000, 250);
    await bot.settle();
    expect(texts().join('')).toBe(`${'abcdefghij'.repeat(5)}\n_acme/chat_`);
    expect(bot.gateway.asked).toHaveLength(1);
  });

  test('a process that was frozen for 90 s posts nothing after its turn was taken over', async () => {
    const first = hanging({ type: 'phase', name: 'requested' });
    bot.gateway.script(first.script);
    const a = await bot.process('a');
    await a.platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    a.kill();
    await bot.process('b');
    await bot.clock.advance(90_000, 500);
    await bot.settle();
    first.finish('too late');
    await bot.settle();
    expect(texts()).toEqual(['answer to ada: q\n_acme/chat_']);
  });

  test('shutdown promises nothing where what is kept ends with the process', async () => {
    bot.forgetsAtEnd = true;
    bot.gateway.script(hanging({ type: 'phase', name: 'requested' }).script);
    const { platform, turns } = await bot.process('a');
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    const stopped = turns.stop(20_000);
    await bot.clock.advance(20_500, 500);
    await stopped;
    expect(texts()).toEqual([`_${english.forgetsAtEnd}_`]);
  });

  test('shutdown in mid-wait says so, and the next process goes on in the same message', async () => {
    const cold = hanging({ type: 'phase', name: 'requested' });
    bot.gateway.script(cold.script);
    const a = await bot.process('a');
    await a.platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    const stopped = a.turns.stop(20_000);
    await bot.clock.advance(20_500, 500);
    await stopped;
    expect(texts()).toEqual([`_${english.restarting('test')}_`]);
    await bot.process('b');
    await bot.clock.advance(1_000, 500);
    await bot.settle();
    expect(texts()).toEqual(['answer to ada: q\n_acme/chat_']);
  });

  test('a chat service that is down for ten minutes loses nothing', async () => {
    const { platform } = await bot.process();
    const back = bot.clock.now() + 10 * 60_000;
    bot.service.before = (text) => {
      if (!text.startsWith('_') && bot.clock.now() < back) throw new BotError('platform-failed', 'scripted outage');
    };
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.clock.advance(12 * 60_000, 1_000);
    await bot.settle();
    expect(texts()).toEqual(['answer to ada: q\n_acme/chat_']);
    expect(bot.gateway.asked).toHaveLength(1);
  });

  test('a chat service that is down before anything is known of a question loses nothing either', async () => {
    const { platform } = await bot.process();
    const back = bot.clock.now() + 60 * 60_000;
    const { sceneOf } = bot.service;
    platform.isUp = false;
    bot.service.sceneOf = (arrival) => {
      if (bot.clock.now() < back) throw new BotError('platform-failed', 'scripted outage');
      return sceneOf(arrival);
    };
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.clock.advance(62 * 60_000, 1_000);
    await bot.settle();
    expect(texts()).toEqual([`_${english.answeredBelow}_`, 'answer to ada: q\n_acme/chat_']);
  });

  test('a turn that fails again and again ends in an honest sentence', async () => {
    bot.service.sceneOf = () => {
      throw new BotError('platform-failed', 'scripted');
    };
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.clock.advance(10 * 60_000, 1_000);
    await bot.settle();
    expect(texts()).toEqual([`_${english.gaveUp}_`]);
  });

  test('a place that is gone ends the turn, and the one behind it is answered', async () => {
    bot.service.before = (text) => {
      if (text.includes('one')) throw new BotError('place-gone', 'scripted');
    };
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'one' });
    await platform.arrive({ id: 'q2', input: 'two' });
    await bot.settle();
    expect(texts().at(-1)).toBe('answer to ada: two\n_acme/chat_');
    expect(await bot.process('b').then(({ turns }) => turns.open('thread'))).toEqual([]);
  });
});

describe('a dead store', () => {
  test('at acceptance the arrival is refused with an error that has a sentence', async () => {
    const { platform } = await bot.process();
    bot.database.run('DROP TABLE turns');
    await expect(platform.arrive({ id: 'q1', input: 'q' })).rejects.toMatchObject({ code: 'store-failed' });
    expect(bot.gateway.asked).toEqual([]);
  });

  test('in mid-turn it is one honest sentence, never an empty conversation, and the question is answered when it is back', async () => {
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'my name is Ada' });
    await bot.settle();
    bot.database.run('ALTER TABLE records RENAME TO away');
    await platform.arrive({ id: 'q2', input: 'who am I?' });
    await bot.settle();
    expect(texts()[1]).toBe(`_${english.storeDown}_`);
    expect(bot.gateway.asked).toHaveLength(1);
    bot.database.run('ALTER TABLE away RENAME TO records');
    await bot.clock.advance(5_000, 500);
    await bot.settle();
    expect(texts()[1]).toBe('answer to ada: who am I?\n_acme/chat_');
    expect(roles(1)[1]).toBe('user: ada: my name is Ada');
    expect(bot.logLines.some((line) => line.level === 'error')).toBe(true);
  });
});

describe('commands', () => {
  test('reset starts afresh', async () => {
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'my name is Ada' });
    await bot.settle();
    await platform.arrive({ id: 'r', input: '!reset' });
    await bot.settle();
    await platform.arrive({ id: 'q2', input: 'who am I?' });
    await bot.settle();
    expect(texts()[1]).toBe(`_${english.freshStart}_`);
    expect(roles(1).slice(1)).toEqual(['user: ada: who am I?']);
    expect(bot.service.reads.filter((limit) => limit > 0)).toEqual([30]);
  });

  test('help lists what can be typed, explains one command, and an unknown command gets the nearest one', async () => {
    const { platform } = await bot.process();
    for (const [id, input] of [
      ['1', '!help'],
      ['2', '!help reset'],
      ['3', '!restet'],
      ['4', '!xyzzy'],
    ] as const) {
      await platform.arrive({ id, input });
      await bot.settle();
    }
    expect(texts()[0]).toContain('`!stop`');
    expect(texts()[0]).not.toContain('halt');
    expect(texts()[1]).toContain('`!reset`');
    expect(texts()[2]).toContain('Did you mean `reset`?');
    expect(texts()[3]).toContain(english.unknownCommand('xyzzy', undefined));
  });

  test('an edited question is what the model reads from then on', async () => {
    const { platform } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'my name is Ada' });
    await bot.settle();
    await platform.arrive({ id: 'e1', input: { command: 'edited', args: { turn: 'q1', text: 'my name is Bo' } } });
    await bot.settle();
    await platform.arrive({ id: 'q2', input: 'who am I?' });
    await bot.settle();
    expect(roles(1)[1]).toBe('user: ada: my name is Bo');
  });

  test('a question that is edited while it is written to is answered as it is now, and nothing of the old words is kept', async () => {
    const { platform, history } = await bot.process();
    bot.gateway.script(hanging({ type: 'text', text: 'half an answer' }).script);
    await platform.arrive({ id: 'q1', input: 'my password is HUNTER2' });
    await bot.settle();
    await platform.arrive({ id: 'e1', input: { command: 'edited', args: { turn: 'q1', text: 'how are you?' } } });
    await bot.settle();
    expect(texts()).toEqual(['answer to ada: how are you?\n_acme/chat_']);
    expect((await history.last('thread'))?.questions).toMatchObject([{ text: 'how are you?' }]);
    await platform.arrive({ id: 'q2', input: 'and now?' });
    await bot.settle();
    expect(JSON.stringify(bot.gateway.asked.slice(1))).not.toContain('HUNTER2');
  });

  test('an edit, and a deletion, reach where the question was answered again', async () => {
    const { platform, history } = await bot.process();
    const about = (id: string, command: string, text = ''): Promise<void> =>
      platform.arrive({ id, input: { command, args: { turn: 'q1', text } } });
    await platform.arrive({ id: 'q1', input: 'my password is HUNTER2' });
    await bot.settle();
    for (const id of ['r1', 'r2']) {
      await platform.arrive({ id, input: '!retry', personId: 'bo' });
      await bot.settle();
    }
    const kept = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const past of history.all('thread')) found.push(past.questions[0]?.text ?? '');
      return found;
    };
    await about('e1', 'edited', 'how are you?');
    await bot.settle();
    expect(await kept()).toEqual(['how are you?', 'how are you?', 'how are you?']);
    const slow = hanging({ type: 'text', text: 'half' });
    bot.gateway.script(slow.script);
    await platform.arrive({ id: 'r3', input: '!retry', personId: 'bo' });
    await bot.settle();
    await about('d1', 'deleted');
    await bot.settle();
    slow.finish('done');
    await bot.clock.advance(1_000, 100);
    await bot.settle();
    expect(await kept()).toEqual([]);
  });

  test('a thread is followed once something was asked there, until it shall be quiet', async () => {
    const { platform, conversation } = await bot.process();
    expect(await conversation.follows('thread')).toBe(false);
    await platform.arrive({ id: 'q1', input: 'q' });
    await bot.settle();
    expect(await conversation.follows('thread')).toBe(true);
    await platform.arrive({ id: 'n', input: '!quiet' });
    await bot.settle();
    expect(await conversation.follows('thread')).toBe(false);
    await platform.arrive({ id: 'l', input: '!listen' });
    await bot.settle();
    expect(await conversation.follows('thread')).toBe(true);
    expect(texts().slice(1)).toEqual([`_${english.quiet}_`, `_${english.listening}_`]);
  });

  test('no log line holds what was said', async () => {
    const { platform } = await bot.process();
    bot.gateway.script(failing('service-failed'));
    await platform.arrive({ id: 'q1', input: 'MARKER one' });
    await platform.arrive({ id: 'q2', input: 'MARKER two' });
    await bot.settle();
    expect(bot.logLines.length).toBeGreaterThan(0);
    expect(JSON.stringify(bot.logLines)).not.toContain('MARKER');
  });
});

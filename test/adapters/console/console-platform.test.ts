import { describe, expect, test } from 'vitest';
import { finnish } from '../../../src/core/sentences/finnish.ts';
import { swedish } from '../../../src/core/sentences/swedish.ts';
import { timeMark } from '../../../src/core/sentences/time-mark.ts';
import { ConsoleWorld } from './console-world.ts';

const hello = { command: 'hello', args: {} };

describe('what is typed', () => {
  test('is an arrival of the one conversation; empty lines are none, and equal lines are two', async () => {
    const { terminal, inbox } = await ConsoleWorld.open();
    for (const line of ['why?', '   ', 'why?']) await terminal.type(line);
    expect(inbox.arrivals.map(({ input }) => input)).toEqual(['why?', 'why?']);
    expect(new Set(inbox.arrivals.map(({ id }) => id)).size).toBe(2);
    expect(new Set(inbox.arrivals.map(({ conversation }) => conversation))).toEqual(new Set(['console']));
  });

  test('a newcomer is greeted, in every run', async () => {
    const world = await ConsoleWorld.open();
    await world.platform.stop();
    await world.newPlatform().start(world.inbox);
    expect(world.inputs).toEqual([hello]);
  });

  test.each([
    ['/models', '!models'],
    ['/use poro --me', '!use poro --me'],
    ['/Help', '!Help'],
    ['/modles', '!modles'],
    ['!models', '!models'],
    ['/etc/hosts is what?', '/etc/hosts is what?'],
    ['/tmp is full, why?', '/tmp is full, why?'],
    ['help', 'help'],
    ['how do I exit vim?', 'how do I exit vim?'],
  ])('%s is understood as %s', async (typed, input) => {
    const world = await ConsoleWorld.open();
    await world.terminal.type(typed);
    expect(world.inputs).toEqual([input]);
  });

  test('a store that is dead is one sentence, not a crash', async () => {
    const { terminal, inbox } = await ConsoleWorld.open();
    inbox.beforeReceive = () => Promise.reject(new Error('scripted'));
    await terminal.type('why?');
    expect(terminal.rows.join('\n')).toContain('Something went wrong on my side');
    expect(terminal.rows.at(-1)).toBe('>');
  });
});

describe('leaving', () => {
  test.each(['exit', 'quit', 'EXIT', '/exit', '!quit', ':q'])('%s leaves, and is asked of nobody', async (word) => {
    const world = await ConsoleWorld.open();
    await world.terminal.type(word);
    expect([world.terminal.left, world.inputs]).toEqual([1, []]);
  });

  test('Ctrl-D leaves at once, also while an answer is awaited, and what is going on has the last word', async () => {
    const { terminal, ask, platform } = await opened();
    const { place } = await ask('why?');
    place.progress({ note: 'Starting acme/chat' });
    await terminal.press('\u0004');
    expect(terminal.left).toBe(1);
    await platform.stop();
    await place.leave({ note: 'Your question is kept; start me again for the answer.' });
    await terminal.settle();
    expect(terminal.rows.slice(-4)).toEqual([
      '> why?',
      'Your question is kept; start me again for the answer.',
      '',
      '',
    ]);
  });

  test('the end of the input leaves, and stopping does not', async () => {
    const world = await ConsoleWorld.open({ isLive: false });
    world.terminal.input.end();
    await world.terminal.settle();
    expect(world.terminal.left).toBe(1);
    const other = await ConsoleWorld.open();
    await other.platform.stop();
    expect(other.terminal.left).toBe(0);
  });

  test('leaves the terminal as it was', async () => {
    const { terminal, platform } = await ConsoleWorld.open();
    await terminal.press('half a line');
    await platform.stop();
    await terminal.settle();
    expect(terminal.rows.at(-1)).toBe('');
    expect(terminal.sent.endsWith('\u001B[?2004l')).toBe(true);
    const { length } = terminal.sent;
    await terminal.press('for the shell\r');
    expect(terminal.sent.length).toBe(length);
  });
});

describe('Ctrl-C', () => {
  const CTRL_C = '\u0003';

  test('takes away what has been typed, and leaves at the second time with nothing typed', async () => {
    const { terminal } = await ConsoleWorld.open();
    await terminal.press('half a line');
    await terminal.press(CTRL_C);
    expect([terminal.rows.at(-1), terminal.left]).toEqual(['>', 0]);
    await terminal.press(CTRL_C);
    expect(terminal.rows.at(-2)).toBe('Press Ctrl-C again to leave.');
    expect(terminal.left).toBe(0);
    await terminal.press(CTRL_C);
    expect(terminal.left).toBe(1);
  });

  test('does not leave when something was entered in between, and its hint goes', async () => {
    const { terminal, inputs } = await opened();
    await terminal.press(CTRL_C);
    await terminal.type('why?');
    expect(terminal.rows.join('\n')).not.toContain('Press Ctrl-C');
    expect(inputs()).toEqual(['why?']);
    await terminal.type('');
    await terminal.press(CTRL_C);
    expect(terminal.left).toBe(0);
  });

  test('stops what is being answered, and nothing else; what has been typed stays', async () => {
    const { terminal, ask, inputs } = await opened();
    const { place, arrival } = await ask('why?');
    const halt = { command: 'halt', args: { turn: arrival.id } };
    place.progress({ note: 'On it', choices: [{ label: 'Stop', call: halt }] });
    await terminal.press('and ');
    expect(terminal.rows.slice(-3)).toEqual(['On it', 'Ctrl-C Stop', '> and']);
    await terminal.press(CTRL_C);
    await place.leave();
    await terminal.press('then?\r');
    expect([inputs(), terminal.left]).toEqual([['why?', halt, 'and then?'], 0]);
  });

  test('stops also before there is anything to see', async () => {
    const { terminal, ask, inputs } = await opened();
    await ask('why?');
    await terminal.press(CTRL_C);
    expect(inputs()).toEqual(['why?', { command: 'stop', args: {} }]);
  });
});

const opened = async () => {
  const world = await ConsoleWorld.open();
  return {
    terminal: world.terminal,
    platform: world.platform,
    ask: (line: string) => world.ask(line),
    inputs: () => world.inputs,
  };
};

test('the console speaks as the terminal does, and then as it is told to, also outside of turns', async () => {
  const world = await ConsoleWorld.open();
  world.terminal.locale = 'sv-FI';
  await world.restart();
  expect(await world.platform.locale()).toBe('sv');
  await world.terminal.press('\u0003');
  expect(world.terminal.rows.at(-2)).toBe(swedish.console.pressAgain);
  const { arrival, memory } = await world.ask('hej');
  await world.platform.at(arrival.address, memory, 'fi').say({ note: 'Hei.' });
  await world.terminal.press('\u0003');
  expect(world.terminal.rows.at(-2)).toBe(finnish.console.pressAgain);
});

test('a moment is told in the terminal’s own zone, as its language writes it', async () => {
  const world = await ConsoleWorld.open();
  const { arrival, memory } = await world.ask('hei');
  const at = Date.parse('2026-11-24T14:05:30Z');
  await world.platform.at(arrival.address, memory, 'fi').say({ note: `Huoltokatko päättyy ${timeMark(at)}.` });
  const local = new Date(at);
  const minutes = String(local.getMinutes()).padStart(2, '0');
  expect(world.terminal.rows.join(' ')).toContain(`24.11.2026 klo ${local.getHours()}.${minutes}.`);
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConsoleWorld } from './console-world.ts';

const choice = (label: string, model: string) => ({ label, call: { command: 'use', args: { model } } });

describe('an answer that is being written', () => {
  const first = 'The sky is blue.\n\n';
  const whole = `${first}Light is scattered.\n\n- by air`;

  test('is printed once, whatever is said and typed in the middle of it', async () => {
    const world = await ConsoleWorld.open();
    const { place } = await world.ask('why?');
    place.progress({ text: `${first}Light` });
    await world.terminal.press('!sta');
    await world.pass(1_000);
    const command = await world.next(() => world.terminal.press('tus\r'));
    await world.placeOf(command).place.say({ text: 'Aitta is up.' });
    await world.terminal.press('and th');
    place.progress({ text: `${first}Light is scattered.\n\n- by` });
    await world.pass(1_000);
    await place.say({ text: whole, note: 'acme/chat' });
    await world.terminal.press('en?');
    expect(world.terminal.rows).toEqual([
      '> why?',
      'The sky is blue.',
      '',
      '> !status',
      'Aitta is up.',
      '',
      '(the answer goes on)',
      'Light is scattered.',
      '',
      '• by air',
      'acme/chat',
      '',
      '> and then?',
    ]);
  });

  test('goes on where it was when it is stopped', async () => {
    const world = await ConsoleWorld.open();
    const { place, memory } = await world.ask('why?');
    place.progress({ text: `${first}Light is` });
    await world.terminal.settle();
    await place.leave();
    await world.platform.at('why?', memory.next()).say({ text: `${first}Light is`, note: 'Stopped.' });
    expect(world.terminal.rows.slice(0, -2)).toEqual(['> why?', 'The sky is blue.', '', 'Light is', 'Stopped.']);
  });

  test('that becomes another one is said whole', async () => {
    const world = await ConsoleWorld.open();
    const { place } = await world.ask('why?');
    place.progress({ text: `${first}Light` });
    await world.terminal.settle();
    await place.say({ text: 'Because.' });
    expect(world.terminal.rows.slice(0, -2)).toEqual(['> why?', 'The sky is blue.', '', 'Because.']);
  });

  test('to a question of an earlier run says what was asked', async () => {
    const world = await ConsoleWorld.open();
    const { memory } = await world.ask('why?');
    await world.restart();
    await world.platform.at('why?', memory.next()).say({ text: 'because' });
    expect(world.terminal.rows.slice(-4, -1)).toEqual(['> why?', 'because', '']);
  });

  test('with code and a formula in quotes in items goes on behind them', async () => {
    const world = await ConsoleWorld.open();
    const { place } = await world.ask('how?');
    await place.say({ text: '- > ```sh\n  > ls *\n  > ```\n- > $$\n  > a_1 * b\n  > $$\n\nAfter `it`.' });
    const rows = world.terminal.rows.slice(1, -2).map((row) => row.trim());
    expect(rows.filter((row) => !/^`{3}|^$/.test(row))).toEqual(['ls *', 'a_1 * b', 'After it.']);
  });

  test('longer than the screen leaves nothing doubled above it', async () => {
    const world = await ConsoleWorld.open({ height: 10 });
    const { place } = await world.ask('count');
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    for (const length of [20, 40, 60]) {
      place.progress({ text: lines.slice(0, length).join('\n'), note: 'writing' });
      await world.pass(1_000);
    }
    await place.say({ text: lines.join('\n') });
    expect(world.terminal.rows.slice(1, -2)).toEqual(lines);
  });
});

describe('words', () => {
  const text =
    '# Title\n\nSome **bold words** and `code` in a line that is longer than forty columns.\n\n- an item that is longer than forty columns as well';

  test('are wrapped, never broken, and Markdown is drawn', async () => {
    const world = await ConsoleWorld.open({ columns: 40 });
    const { place } = await world.ask('why?');
    await place.say({ text });
    expect(world.terminal.rows.slice(1, -2)).toEqual([
      'Title',
      '',
      'Some bold words and code in a line that',
      'is longer than forty columns.',
      '',
      '• an item that is longer than forty',
      '  columns as well',
    ]);
    expect(world.terminal.sent).toContain('\u001B[1mTitle\u001B[22m');
  });

  test('have no colours where nobody wants any: the marks stay', async () => {
    const world = await ConsoleWorld.open({ isPlain: true });
    const { place } = await world.ask('why?');
    place.progress({ note: 'On it' });
    await world.pass(1_000);
    await place.say({ text, note: 'acme/chat' });
    for (const code of ['1', '2', '3', '9', '36']) expect(world.terminal.sent).not.toContain(`\u001B[${code}m`);
    expect(world.terminal.rows).toContain('# Title');
    expect(world.terminal.rows.join('\n')).toContain('**bold words**');
  });

  test('come without any escape where the cursor cannot be moved', async () => {
    const world = await ConsoleWorld.open({ isLive: false });
    const { place } = await world.ask('why?');
    place.progress({ note: 'Starting', choices: [choice('Use it now', 'm1')] });
    await world.pass(1_000);
    place.progress({ text: 'The sky' });
    await place.say({ text: 'The sky is blue.', notify: { round: 1 } });
    for (const sign of ['\u001B', '\u0007']) expect(world.terminal.sent).not.toContain(sign);
    expect(world.terminal.sent).toContain('The sky is blue.');
    expect(world.terminal.sent.endsWith('> ')).toBe(true);
  });

  test('of a model control no terminal', async () => {
    const world = await ConsoleWorld.open();
    const { place } = await world.ask('why?');
    const before = world.terminal.sent.length;
    await place.say({ text: 'a\u001B]0;title\u0007b &#27;[2J c\u009Bd' });
    for (const sign of ['\u001B]', '\u0007', '\u001B[2J', '\u009B'])
      expect(world.terminal.sent.slice(before)).not.toContain(sign);
  });
});

describe('a number', () => {
  const offering = async () => {
    const world = await ConsoleWorld.open();
    const { place } = await world.ask('!models');
    await place.say({ note: 'Which one?', choices: [choice('Poro', 'poro'), choice('Viking', 'viking')] });
    return world;
  };

  test('that is none of the choices is explained, and asked of nobody', async () => {
    const world = await offering();
    await world.terminal.type('42');
    expect(world.inputs).toEqual(['!models']);
    expect(world.terminal.rows.join('\n')).toContain('The choices are 1 to 2');
  });

  test('in quotes is a question, and so is one when nothing can be chosen', async () => {
    const world = await offering();
    await world.terminal.type('"2"');
    await world.terminal.type('2');
    expect(world.inputs).toEqual(['!models', '2', '2']);
  });

  test('means one thing while two lists can be seen', async () => {
    const world = await offering();
    const waiting = world.placeOf({ ...(world.inbox.arrivals[0] ?? (await world.ask('x')).arrival), id: 'other' });
    waiting.place.progress({ note: 'Starting', choices: [choice('Use Poro now', 'poro-2')] });
    await world.terminal.settle();
    expect(world.terminal.rows.join('\n')).toContain('3 Use Poro now');
    await world.terminal.type('3');
    expect(world.inputs.at(-1)).toEqual({ command: 'use', args: { model: 'poro-2' } });
  });

  test('opens the form of a choice that asks for something; nothing typed is nothing sent', async () => {
    const world = await ConsoleWorld.open();
    const { place } = await world.ask('!system');
    const call = { command: 'system', args: {} };
    await place.say({ note: 'None is set.', choices: [{ label: 'Change it', call, askFor: 'text' }] });
    await world.terminal.type('1');
    expect(world.terminal.rows.at(-1)).toBe('Change it:');
    await world.terminal.type('');
    expect(world.terminal.rows.join('\n')).toContain('Cancelled.');
    expect(world.inputs).toEqual(['!system']);
  });
});

describe('what is typed', () => {
  test('is one question when it was pasted, whatever its length', async () => {
    const world = await ConsoleWorld.open();
    const log = Array.from({ length: 40 }, (_, index) => `error ${index}`).join('\n');
    await world.terminal.press('why? ');
    await world.terminal.paste('one\ntwo\n');
    await world.terminal.press('\r');
    await world.terminal.press('and ');
    await world.terminal.paste(log);
    expect(world.terminal.rows.at(-1)).toBe('> and [pasted text 1, 40 lines]');
    await world.terminal.press('\r');
    expect(world.inputs).toEqual(['why? one\ntwo', `and ${log}`]);
  });

  test('is there again with the arrow keys in the next run, until it is forgotten', async () => {
    const world = await ConsoleWorld.open();
    await world.terminal.type('why is the sky blue?');
    await world.restart();
    await world.terminal.press('\u001B[A');
    expect(world.terminal.rows.at(-1)).toBe('> why is the sky blue?');
    await world.terminal.press('\u0015');
    await world.terminal.type('!forget me --yes');
    await world.restart();
    await world.terminal.press('\u001B[A');
    expect(world.terminal.rows.at(-1)).toBe('>');
  });

  test('is completed: commands, their arguments, and models', async () => {
    const world = await ConsoleWorld.open();
    world.inbox.choices = [choice('Poro', 'LumiOpen/Poro-2')];
    await world.terminal.press('/mo\t');
    expect(world.terminal.rows.at(-1)).toBe('> /models');
    await world.terminal.press('\u0015!use poro\t');
    expect(world.terminal.rows.at(-1)).toBe('> !use LumiOpen/Poro-2');
    await world.terminal.press('\u0015!export \t');
    expect(world.terminal.rows.slice(-2)).toEqual(['markdown  json', '> !export']);
  });
});

test('files are for their owner alone, and none is written over', async () => {
  const world = await ConsoleWorld.open();
  for (const text of ['one', 'two', 'one']) {
    const { place } = await world.ask('!export');
    await place.say({ note: 'Here it is.', files: [{ name: '../a b.md', text }] });
  }
  const { folder } = world.terminal;
  expect(readdirSync(folder).toSorted()).toEqual(['_a_b-2.md', '_a_b.md']);
  expect(readFileSync(`${folder}/_a_b-2.md`, 'utf8')).toBe('two');
  expect(statSync(`${folder}/_a_b.md`).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

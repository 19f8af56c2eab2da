import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { ConsolePlatform } from '../../../src/adapters/console/console-platform.ts';
import type { Arrival, Inbox, Json } from '../../../src/core/ports/arrival.ts';
import type { Memory, View } from '../../../src/core/ports/platform.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { TerminalScreen } from './terminal-screen.ts';

const memory = (turnId: string): Memory => {
  let value: Json = null;
  return {
    turnId,
    get value() {
      return value;
    },
    save: async (next) => {
      value = next;
    },
    checkOwner: async () => undefined,
    signal: new AbortController().signal,
  };
};

interface World {
  platform: ConsolePlatform;
  arrivals: Arrival[];
  type: (line: string) => Promise<void>;
  /** Without the end of the line. */
  press: (keys: string) => Promise<void>;
  end: () => Promise<void>;
  shown: () => string;
  left: number;
}
const settle = async (): Promise<void> => {
  for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
};
const opened: ConsolePlatform[] = [];
const open = async (options: { refuse?: boolean; tty?: boolean } = {}): Promise<World> => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = '';
  output.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const world: World = {
    platform: new ConsolePlatform({
      input,
      output: Object.assign(output, { isTTY: options.tty ?? false }),
      person: 'ada',
      clock: new DrivenClock(),
      log: quietLog(),
      onLeave: () => (world.left += 1),
    }),
    arrivals: [],
    type: (line) => world.press(`${line}\n`),
    press: async (keys) => {
      input.write(keys);
      await settle();
    },
    end: async () => {
      input.end();
      await settle();
    },
    shown: () => text,
    left: 0,
  };
  const inbox: Inbox = {
    receive: async (arrival) => {
      if (options.refuse) throw new Error('scripted');
      world.arrivals.push(arrival);
    },
    follows: async () => true,
    suggest: async () => [],
  };
  opened.push(world.platform);
  await world.platform.start(inbox);
  return world;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((platform) => platform.stop()));
});

test('a line becomes an arrival of the one conversation, empty lines do not, and equal lines are two', async () => {
  const { arrivals, type } = await open();
  await type('why?');
  await type('   ');
  await type('why?');
  expect(arrivals.map((arrival) => arrival.input)).toEqual([{ command: 'hello', args: {} }, 'why?', 'why?']);
  expect(new Set(arrivals.map((arrival) => arrival.id)).size).toBe(3);
  expect(new Set(arrivals.map((arrival) => arrival.conversation))).toEqual(new Set(['console']));
});

test('a draft is printed as it grows, the answer adds what is missing, and nothing is printed twice', async () => {
  const { platform, shown } = await open();
  const note = memory('t1');
  const place = platform.at('q', note);
  place.progress({ note: 'thinking' });
  for (const text of ['The', 'The sky', 'The sky is']) place.progress({ text });
  const view: View = { text: 'The sky is blue.', note: 'acme/chat' };
  await place.say(view);
  await platform.at('q', note).say(view);
  expect(shown()).toBe('The sky is blue.\nacme/chat\n\n> ');
});

test('control characters of a model reach no terminal', async () => {
  const { platform, shown } = await open();
  await platform.at('q', memory('t1')).say({ text: 'a\u001B[2Jb\u0007c\u009Bd' });
  for (const control of ['\u0007', '\u001B', '\u009B']) expect(shown()).not.toContain(control);
});

test('on a terminal what is happening is one line that the answer replaces', async () => {
  const { platform, shown } = await open({ tty: true });
  const place = platform.at('q', memory('t1'));
  place.progress({ note: 'waiting for GPUs' });
  await place.say({ text: 'done' });
  expect(shown()).toContain('\u001B[2mwaiting for GPUs\u001B[22m\r\u001B[2Kdone\n');
});

test('an answer that comes while somebody types stands above what they have typed', async () => {
  const { platform, press, shown } = await open({ tty: true });
  await platform.at('q', memory('t1')).say({ text: 'first' });
  await press('and then');
  await platform.at('q', memory('t2')).say({ text: 'second' });
  await press(' some');
  const screen = new TerminalScreen();
  screen.write(shown());
  expect(screen.rows).toEqual(['first', '', 'second', '', '> and then some']);
});

test('a store that is dead is one sentence, not a crash', async () => {
  const { type, shown } = await open({ refuse: true });
  await type('why?');
  expect(shown()).toContain('Something went wrong on my side');
});

test('a run that was steered says nothing more', async () => {
  const { platform, shown } = await open();
  const aborted = new AbortController();
  aborted.abort();
  const place = platform.at('q', { ...memory('t1'), signal: aborted.signal });
  place.progress({ text: 'too late' });
  await expect(place.say({ text: 'too late' })).rejects.toMatchObject({ code: 'turn-lost' });
  expect(shown()).not.toContain('too late');
});

test('the end of the input leaves, and stopping does not', async () => {
  const world = await open();
  await world.end();
  expect(world.left).toBe(1);
  const other = await open();
  await other.platform.stop();
  expect(other.left).toBe(0);
});

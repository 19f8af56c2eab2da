import { expect, test } from 'vitest';
import { FairGate } from '../../src/async/fair-gate.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const open = () => {
  const clock = new DrivenClock();
  const gate = new FairGate({ clock, maxBeginning: 2, beginningMs: 100 });
  const begun: string[] = [];
  const begin = (key: string, name: string, signal = new AbortController().signal): Promise<void> =>
    gate.run(key, signal, async () => {
      begun.push(name);
      await new Promise(() => undefined);
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, gate, begun, begin, settle };
};

test('so many begin at once, the others as the first are no beginners any more', async () => {
  const { clock, begun, begin, settle } = open();
  for (const name of ['1', '2', '3', '4', '5']) void begin('ada', name);
  await settle();
  expect(begun).toEqual(['1', '2']);
  await clock.advance(99);
  expect(begun).toEqual(['1', '2']);
  await clock.advance(1);
  expect(begun).toEqual(['1', '2', '3', '4']);
});

test('what is over makes room at once, also when it fails', async () => {
  const { gate, begun, begin, settle } = open();
  const failed = gate.run('ada', new AbortController().signal, () => Promise.reject(new Error('no')));
  void begin('ada', '1');
  void begin('ada', '2');
  await expect(failed).rejects.toThrow('no');
  await settle();
  expect(begun).toEqual(['1', '2']);
});

test('many of one key do not delay the only one of another', async () => {
  const { clock, begun, begin, settle } = open();
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) void begin('ada', name);
  void begin('ben', 'b1');
  await settle();
  await clock.advance(100);
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1']);
});

test('who leaves while waiting takes no place', async () => {
  const { clock, begun, begin, settle } = open();
  const leaving = new AbortController();
  for (const name of ['1', '2']) void begin('ada', name);
  const left = begin('ada', '3', leaving.signal);
  void begin('ada', '4');
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await expect(begin('ada', '5', leaving.signal)).rejects.toThrow('gone');
  await settle();
  await clock.advance(100);
  expect(begun).toEqual(['1', '2', '4']);
});

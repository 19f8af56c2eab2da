import { expect, test } from 'vitest';
import { drawAnswer } from '../../../../src/adapters/discord/draw/discord-view.ts';
import { timeMark } from '../../../../src/core/sentences/time-mark.ts';

test('a moment in a text or a note is one that Discord shows in each reader’s own zone', () => {
  const mark = timeMark(Date.parse('2026-11-24T14:05:30Z'));
  const [drawing] = drawAnswer({ text: `- since ${mark}`, note: `until ${mark}` }, { maxMessages: 4, personId: '1' });
  expect(drawing?.body.content).toBe('- since <t:1795529130:f>\n-# until <t:1795529130:f>');
});

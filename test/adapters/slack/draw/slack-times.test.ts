import { expect, test } from 'vitest';
import { drawAnswer } from '../../../../src/adapters/slack/draw/slack-view.ts';
import { timeMark } from '../../../../src/core/sentences/time-mark.ts';

const at = Date.parse('2026-11-24T14:05:30Z');
const token = '<!date^1795529130^{date_short_pretty} {time}|2026-11-24 14:05 UTC>';

test('a moment in a note is one that Slack shows in each reader’s own zone', () => {
  const [message] = drawAnswer({ note: `until ${timeMark(at)}; <b> & more` }, { asker: 'U1', maxMessages: 4 }).messages;
  expect(message?.text).toBe(`until ${token}; &lt;b&gt; &amp; more`);
  expect(message?.blocks).toEqual([
    { type: 'context', elements: [{ type: 'mrkdwn', text: `until ${token}; &lt;b&gt; &amp; more` }] },
  ]);
});

test('a text with a moment is no `markdown` block, which would not draw it', () => {
  const [message] = drawAnswer(
    { text: `- **Aitta** is down until ${timeMark(at)}` },
    { asker: 'U1', maxMessages: 4 },
  ).messages;
  expect(message?.blocks).toEqual([
    { type: 'section', text: { type: 'mrkdwn', text: expect.stringContaining(token) } },
  ]);
  expect(message?.plainly().join('\n')).toContain(token);
});

test('what a model writes as such a mark of Slack’s is text', () => {
  const [message] = drawAnswer({ text: '<!date^1^{date}|x>' }, { asker: 'U1', maxMessages: 4 }).messages;
  expect(JSON.stringify(message?.blocks)).not.toContain('<!date');
});

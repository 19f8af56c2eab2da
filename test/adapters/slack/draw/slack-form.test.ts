import { describe, expect, test } from 'vitest';
import { drawForm, readForm } from '../../../../src/adapters/slack/draw/slack-form.ts';

const form = {
  call: { command: 'use', args: { model: 'acme/chat' } },
  askFor: 'note',
  title: 'A title that is longer than a form’s may be',
  address: { channel: 'C1', user: 'U1', since: '1.0' },
};
const sent = (view: object): object => ({ ...view, state: { values: { value: { value: { value: 'typed' } } } } });

test('a form has a title that Slack takes', () => {
  expect(
    JSON.stringify(drawForm(form)).match(/"title":\{"type":"plain_text","text":"([^"]*)"/)?.[1]?.length,
  ).toBeLessThanOrEqual(24);
});

describe('a form that somebody sent', () => {
  const meant = { call: { command: 'use', args: { model: 'acme/chat', note: 'typed' } }, address: form.address };

  test('is its call with what was typed', () => {
    expect(readForm({ ...sent(drawForm(form)) })).toEqual(meant);
  });

  test('is read also when an earlier version drew it', () => {
    const metadata = JSON.stringify({ call: 'use model=acme/chat', asksFor: 'note', address: form.address });
    expect(readForm({ ...sent({ callback_id: 'form', private_metadata: metadata }) })).toEqual(meant);
  });

  test.each([undefined, '', '{', 'null', '[]', '{"call":"use","askFor":"note"}'])(
    'is nothing when it says %s',
    (said) => {
      expect(readForm({ ...sent({ callback_id: 'form', private_metadata: said }) })).toBeUndefined();
    },
  );
});

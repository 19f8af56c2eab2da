import { describe, expect, it } from 'vitest';

import { plainManners, type Manners, type MessageBody } from './stored-message.ts';
import { pingsOf, unfurlsOf } from './what-pings.ts';

const body = (parts: Partial<MessageBody>): MessageBody => ({ text: '', blocks: [], attachments: [], ...parts });
const pings = (parts: Partial<MessageBody>, manners: Partial<Manners> = {}): string[] =>
  pingsOf(body(parts), { ...plainManners, ...manners }, (name) => (name === 'anna' ? 'U0ANNA' : undefined));

describe('what pings', () => {
  it.each([
    ['a user', '<@U0ANNA> hi', ['U0ANNA']],
    ['a user with a label', '<@U0ANNA|anna>', ['U0ANNA']],
    ['everybody here', '<!here> <!channel|channel> <!everyone>', ['here', 'channel', 'everyone']],
    ['a group', '<!subteam^S0TEAM|@team>', ['S0TEAM']],
    ['within code', 'see `<!channel>`', ['channel']],
    ['escaped', '&lt;!channel&gt; &lt;@U0ANNA&gt;', []],
    ['bare words', '@here @channel @anna', []],
    ['a channel link', '<#C0GENERAL>', []],
    ['a date', '<!date^1392734382^{date}|then>', []],
  ])('%s', (_what, text, expected) => {
    expect(pings({ text })).toEqual(expected);
    expect(pings({ blocks: [{ type: 'markdown', text }] })).toEqual(expected);
    expect(pings({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] })).toEqual(expected);
    expect(pings({ blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text }] }] })).toEqual(expected);
    expect(pings({ attachments: [{ text }] })).toEqual(expected);
    expect(pings({ blocks: [{ type: 'header', text: { type: 'plain_text', text } }] })).toEqual([]);
  });

  it('takes bare words with link_names or parse=full', () => {
    const text = '@here, (@anna) not me@channel.org';

    expect(pings({ text }, { linkNames: true })).toEqual(['here', 'U0ANNA']);
    expect(pings({ text }, { parseFull: true })).toEqual(['here', 'U0ANNA']);
  });

  it('knows the elements of rich text', () => {
    const elements = [
      { type: 'user', user_id: 'U0ANNA' },
      { type: 'broadcast', range: 'here' },
      { type: 'usergroup', usergroup_id: 'S0TEAM' },
      { type: 'text', text: '<!channel>' },
    ];
    const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];

    expect(pings({ blocks })).toEqual(['U0ANNA', 'here', 'S0TEAM']);
  });
});

describe('what unfurls', () => {
  const text = 'see https://example.org/a and <https://example.org/b|this>, [that](https://example.org/c)';

  it('is every link, until both kinds are refused', () => {
    const links = ['https://example.org/a', 'https://example.org/b', 'https://example.org/c'];

    expect(unfurlsOf(body({ text }), plainManners)).toEqual(links);
    expect(unfurlsOf(body({ blocks: [{ type: 'markdown', text }] }), plainManners)).toEqual(links);
    expect(unfurlsOf(body({ text }), { ...plainManners, unfurlMedia: false })).toEqual([]);
    expect(unfurlsOf(body({ text }), { ...plainManners, unfurlMedia: false, unfurlLinks: true })).toEqual(links);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSlackText } from '../../../../src/adapters/slack/api/slack-markup.ts';
import { visibleWordsOf, wordsOf } from '../../../../src/adapters/slack/api/slack-words.ts';

const NAMES = new Map([
  ['UANNA', 'anna'],
  ['C1', 'general'],
  ['S1', 'team'],
]);
const read = (raw: string): string => readSlackText(raw, { botUserId: 'UBOT', nameOf: (id) => NAMES.get(id) });
const seen = (message: object): string => read(visibleWordsOf(message as Record<string, unknown>));
const said = (message: object): string => read(wordsOf(message as Record<string, unknown>));
const plain = (text: string): object => ({ type: 'plain_text', text });
const mrkdwn = (text: string): object => ({ type: 'mrkdwn', text });
const rich = (...elements: object[]): object => ({ type: 'rich_text', elements });
const span = (...elements: object[]): object => ({ type: 'rich_text_section', elements });
const words = (text: string, style?: object): object => ({ type: 'text', text, ...(style && { style }) });

test.each<[string, object, string]>([
  [
    'buttons of an old kind',
    { attachments: [{ text: 'CPU', actions: [{ type: 'button', text: 'Ack' }] }] },
    'CPU\n\n[Ack]',
  ],
  [
    'what can be chosen in a form',
    {
      blocks: [
        {
          type: 'input',
          label: plain('Tea'),
          element: { type: 'radio_buttons', options: [{ text: plain('green'), description: plain('light') }] },
          hint: plain('one only'),
        },
        {
          type: 'actions',
          elements: [
            { type: 'static_select', option_groups: [{ label: plain('Hot'), options: [{ text: plain('mate') }] }] },
          ],
        },
      ],
    },
    'Tea\n\n[green] light\n\none only\n\nHot [mate]',
  ],
  ['text', { text: 'a &lt; b in <#C1>' }, 'a < b in #general'],
  [
    'a person’s text, whose block says the same',
    { text: '*hi*', blocks: [rich(span(words('hi', { bold: true })))] },
    '*hi*',
  ],
  [
    'blocks of rich text alone',
    {
      text: '',
      blocks: [
        rich(
          span(words('5 < 6 & '), words('bold', { bold: true }), words(' '), { type: 'user', user_id: 'UANNA' }),
          { type: 'rich_text_list', style: 'ordered', elements: [span(words('one')), span(words('two'))] },
          { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [span(words('deep'))] },
          { type: 'rich_text_quote', elements: [words('said\nso')] },
          { type: 'rich_text_preformatted', elements: [words('x = 1')] },
          span({ type: 'link', url: 'https://a.example/b', text: 'there' }, words(' '), {
            type: 'emoji',
            name: 'tada',
          }),
          span({ type: 'usergroup', usergroup_id: 'S1' }, { type: 'channel', channel_id: 'C1' }),
        ),
      ],
    },
    '5 < 6 & *bold* @anna\n1. one\n2. two\n    - deep\n> said\n> so\n```\nx = 1\n```\n[there](https://a.example/b) :tada:\n@team#general',
  ],
  [
    'an app’s blocks, and not the summary that nobody sees',
    {
      text: 'New alert',
      blocks: [
        { type: 'header', text: plain('Disk is full') },
        { type: 'section', text: mrkdwn('on <https://h.example|host7>'), fields: [mrkdwn('*Size*'), mrkdwn('1 TB')] },
        { type: 'divider' },
        { type: 'context', elements: [{ type: 'image', alt_text: 'red dot' }, mrkdwn('since 9:00')] },
        {
          type: 'actions',
          elements: [
            { type: 'button', text: plain('Yes') },
            { type: 'button', text: plain('No') },
          ],
        },
      ],
    },
    'Disk is full\n\non [host7](https://h.example)\n\n*Size*\n\n1 TB\n\nred dot since 9:00\n\n[Yes] [No]',
  ],
  [
    'a table',
    {
      text: '',
      blocks: [
        {
          type: 'table',
          rows: [
            [{ type: 'raw_text', text: 'a<b' }, rich(span(words('c')))],
            [
              { type: 'raw_text', text: '1' },
              { type: 'raw_text', text: '2' },
            ],
          ],
        },
      ],
    },
    'a<b | c\n1 | 2',
  ],
  ['Markdown', { text: '', blocks: [{ type: 'markdown', text: '# Title\n\na < b' }] }, '# Title\n\na < b'],
  [
    'what an app attaches',
    {
      text: '',
      attachments: [
        {
          fallback: 'unseen',
          pretext: 'Build 7',
          title: 'failed',
          title_link: 'https://ci.example/7',
          text: 'in <#C1>',
          fields: [{ title: 'Branch', value: 'main' }],
          footer: 'CI',
        },
      ],
    },
    'Build 7\n\n[failed](https://ci.example/7)\n\nin #general\n\nBranch: main\n\nCI',
  ],
  [
    'an attachment that has its words in blocks',
    { text: '', attachments: [{ fallback: 'x', blocks: [{ type: 'section', text: mrkdwn('deep') }] }] },
    'deep',
  ],
  ['a fallback where there is nothing else', { text: '', attachments: [{ fallback: 'only this' }] }, 'only this'],
  [
    'a shared message, also one without a text',
    {
      text: 'look',
      attachments: [
        { is_share: true, author_name: 'Eve', text: 'old words', from_url: 'https://slack.example/p1' },
        { is_share: true, message_blocks: [{ message: { blocks: [{ type: 'section', text: mrkdwn('an alert') }] } }] },
        { is_share: true, attachments: [{ title: 'inner' }], files: [{ id: 'F1', name: 'a.log' }] },
      ],
    },
    'look\n\n> Eve:\n> old words\n\n> an alert\n\n> inner\n> \n> (file: a.log)',
  ],
])('%s', (_name, message, expected) => {
  expect(said(message)).toBe(expected);
  expect(seen(message)).toBe(expected);
});

test('previews of links and files are seen, and are not what somebody said', () => {
  const message = {
    text: 'look',
    attachments: [{ from_url: 'https://a.example', title: 'A page', text: 'about it' }],
    files: [{ id: 'F1', title: 'trace', name: 'trace.txt', preview: 'line 1 <x>' }],
  };
  expect(said(message)).toBe('look');
  expect(seen(message)).toBe('look\n\n> A page\n> \n> about it\n\n(file: trace)\nline 1 <x>');
});

test.each([
  undefined,
  {},
  { blocks: 'x', attachments: [null, 5, { fields: 'y' }], files: [[]] },
  { blocks: [{ type: 'rich_text', elements: [{}] }] },
])('nothing to see in %j', (message) => {
  expect(visibleWordsOf(message)).toBe('');
});

/** Wherever somebody or an app may put words into a message, each with a word of its own. */
const PLACES: Readonly<Record<string, (word: () => string) => { block?: object; attachment?: object; file?: object }>> =
  {
    section: (word) => ({
      block: {
        type: 'section',
        text: mrkdwn(word()),
        fields: [mrkdwn(word()), plain(word())],
        accessory: { type: 'button', text: plain(word()) },
      },
    }),
    header: (word) => ({ block: { type: 'header', text: plain(word()) } }),
    context: (word) => ({
      block: { type: 'context', elements: [mrkdwn(word()), { type: 'image', alt_text: word() }] },
    }),
    actions: (word) => ({
      block: {
        type: 'actions',
        elements: [
          { type: 'button', text: plain(word()) },
          { type: 'static_select', placeholder: plain(word()), options: [{ text: plain(word()), value: 'v' }] },
        ],
      },
    }),
    markdown: (word) => ({ block: { type: 'markdown', text: word() } }),
    table: (word) => ({
      block: { type: 'table', rows: [[{ type: 'raw_text', text: word() }, rich(span(words(word())))]] },
    }),
    image: (word) => ({ block: { type: 'image', alt_text: word(), title: plain(word()) } }),
    input: (word) => ({ block: { type: 'input', label: plain(word()) } }),
    rich: (word) => ({
      block: rich(
        span(words(word()), { type: 'link', url: 'https://a.example', text: word() }),
        { type: 'rich_text_list', style: 'bullet', elements: [span(words(word()))] },
        { type: 'rich_text_quote', elements: [words(word())] },
        { type: 'rich_text_preformatted', elements: [words(word())] },
      ),
    }),
    attachment: (word) => ({
      attachment: {
        pretext: word(),
        author_name: word(),
        title: word(),
        text: word(),
        fields: [{ title: word(), value: word() }],
        footer: word(),
      },
    }),
    'blocks of an attachment': (word) => ({
      attachment: { blocks: [{ type: 'section', text: mrkdwn(word()) }] },
    }),
    share: (word) => ({
      attachment: {
        is_share: true,
        author_name: word(),
        text: word(),
        attachments: [{ text: word(), attachments: [{ text: word() }] }],
        files: [{ id: 'F1', title: word(), preview: word() }],
      },
    }),
    preview: (word) => ({ attachment: { from_url: 'https://a.example', title: word(), text: word() } }),
    file: (word) => ({ file: { id: 'F2', title: word(), preview: word() } }),
  };

test('no word that a person sees is lost, wherever it stands', () => {
  const places = fc.array(fc.constantFrom(...Object.keys(PLACES)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(places, (names) => {
      let count = 0;
      const put: string[] = [];
      const word = (): string => {
        count += 1;
        put.push(`word${count}end`);
        return `word${count}end`;
      };
      const parts = names.map((name) => PLACES[name]?.(word) ?? {});
      const shown = seen({
        text: '',
        blocks: parts.flatMap(({ block }) => block ?? []),
        attachments: parts.flatMap(({ attachment }) => attachment ?? []),
        files: parts.flatMap(({ file }) => file ?? []),
      });
      expect(put.filter((each) => !shown.includes(each))).toEqual([]);
    }),
  );
});

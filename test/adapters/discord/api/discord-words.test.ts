import type { APIEmbed } from 'discord.js';
import { ComponentType, EmbedType, MessageReferenceType } from 'discord.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Surroundings } from '../../../../src/adapters/discord/api/discord-directory.ts';
import { isBlank, questionText, visibleText } from '../../../../src/adapters/discord/api/discord-words.ts';
import type { WrittenMessage } from '../../../../src/adapters/discord/api/discord-words.ts';

const around: Surroundings = {
  userId: '1574711171481600001',
  roleId: () => undefined,
  channelType: () => undefined,
  parentId: () => undefined,
  nameOf: (id) => (id === '1574711171481600002' ? 'general' : undefined),
};
const alert: APIEmbed = {
  type: EmbedType.Rich,
  author: { name: 'Monitor' },
  title: 'Disk is full',
  description: 'in <#1574711171481600002>',
  fields: [{ name: 'Size', value: '1 TB' }],
  footer: { text: 'since 9:00' },
};
const ALERT = 'Monitor\n\nDisk is full\n\nin #general\n\nSize: 1 TB\n\nsince 9:00';
/** Packets hold more than what is looked at here. */
const message = (part: object): WrittenMessage => ({ content: '', mentions: [], ...part });

test.each<[string, object, string]>([
  ['text', { content: 'why?' }, 'why?'],
  ['an embed of an app', { embeds: [alert] }, ALERT],
  [
    'components',
    {
      components: [
        {
          type: ComponentType.Container,
          components: [
            { type: ComponentType.TextDisplay, content: 'Lunch?' },
            {
              type: ComponentType.Section,
              components: [{ type: ComponentType.TextDisplay, content: 'at noon' }],
              accessory: { type: ComponentType.Button, label: 'Yes' },
            },
          ],
        },
        { type: ComponentType.ActionRow, components: [{ type: ComponentType.Button, label: 'No' }] },
      ],
    },
    'Lunch?\n\nat noon\n\n[Yes]\n\n[No]',
  ],
  [
    'a poll',
    {
      poll: {
        question: { text: 'Lunch?' },
        answers: [
          { poll_media: { text: 'noon' } },
          { poll_media: { text: 'one' } },
          { poll_media: { emoji: { name: '🍵' } } },
        ],
      },
    },
    'Lunch?\n- noon\n- one\n- 🍵',
  ],
  [
    'what is said of a picture beside words',
    {
      components: [
        { type: 9, components: [{ type: 10, content: 'Tea' }], accessory: { type: 11, description: 'a cup' } },
      ],
    },
    'Tea\n\na cup',
  ],
  [
    'what came of a poll',
    {
      embeds: [
        {
          type: EmbedType.PollResult,
          fields: [
            { name: 'poll_question_text', value: 'Lunch?' },
            { name: 'victor_answer_votes', value: '3' },
            { name: 'total_votes', value: '5' },
            { name: 'victor_answer_id', value: '1' },
            { name: 'victor_answer_text', value: 'noon' },
            { name: 'victor_answer_emoji_name', value: '🍵' },
          ],
        },
      ],
    },
    'Lunch?\n✓ 🍵 noon (3/5)',
  ],
  [
    'a poll without a winner',
    {
      embeds: [
        {
          type: EmbedType.PollResult,
          fields: [
            { name: 'poll_question_text', value: 'Lunch?' },
            { name: 'victor_answer_votes', value: '2' },
            { name: 'total_votes', value: '4' },
          ],
        },
      ],
    },
    'Lunch?\n(2/4)',
  ],
  ['a sticker', { sticker_items: [{ name: 'wave' }] }, '(sticker: wave)'],
  [
    'what is forwarded, whatever it consists of',
    {
      content: 'look',
      message_reference: { type: MessageReferenceType.Forward },
      message_snapshots: [
        { message: { content: '', embeds: [{ type: EmbedType.Rich, title: 'Disk is full' }] } },
        { message: { content: 'this', attachments: [{ filename: 'a.log' }] } },
      ],
    },
    'look\n\n> Disk is full\n\n> this\n> \n> (file: a.log)',
  ],
])('%s', (_name, part, expected) => {
  expect(questionText(message(part), around)).toBe(expected);
  expect(visibleText(message(part), around)).toBe(expected);
});

test('previews of links and files are seen, and are not what somebody said', () => {
  const embeds = [{ type: EmbedType.Link, title: 'A page', description: 'about it' }];
  const shown = message({ content: 'https://a.example', embeds, attachments: [{ filename: 'a.log' }] });
  expect(questionText(shown, around)).toBe('https://a.example');
  expect(visibleText(shown, around)).toBe('https://a.example\n\n> A page\n> \n> about it\n\n(file: a.log)');
});

test('what Discord has taken everything out of is blank, an embed alone is not', () => {
  const taken = { content: '', embeds: [], components: [], attachments: [] };
  expect([isBlank(taken), isBlank({ ...taken, embeds: [alert] })]).toEqual([true, false]);
});

/** Wherever somebody or an app may put words into a message, each with a word of its own. */
const PLACES: Readonly<Record<string, (word: () => string) => object>> = {
  content: (word) => ({ content: word() }),
  embeds: (word) => ({
    embeds: [
      {
        type: EmbedType.Rich,
        author: { name: word() },
        title: word(),
        description: word(),
        fields: [{ name: word(), value: word() }],
        footer: { text: word() },
      },
      { type: EmbedType.Link, title: word(), description: word() },
    ],
  }),
  components: (word) => ({
    components: [
      {
        type: ComponentType.Container,
        components: [
          { type: ComponentType.TextDisplay, content: word() },
          {
            type: ComponentType.Section,
            components: [{ type: ComponentType.TextDisplay, content: word() }],
            accessory: { type: ComponentType.Button, label: word() },
          },
        ],
      },
      {
        type: ComponentType.ActionRow,
        components: [
          { type: ComponentType.Button, label: word() },
          { type: ComponentType.StringSelect, placeholder: word(), options: [{ label: word(), value: 'v' }] },
        ],
      },
      { type: ComponentType.MediaGallery, items: [{ description: word(), media: { url: 'https://a.example' } }] },
    ],
  }),
  poll: (word) => ({ poll: { question: { text: word() }, answers: [{ poll_media: { text: word() } }] } }),
  stickers: (word) => ({ sticker_items: [{ name: word() }] }),
  files: (word) => ({ attachments: [{ filename: word(), description: word() }] }),
};

test('no word that a person sees is lost, wherever it stands, also in what was forwarded', () => {
  const places = fc.subarray(Object.keys(PLACES), { minLength: 1 });
  fc.assert(
    fc.property(places, places, (own, forwarded) => {
      let count = 0;
      const put: string[] = [];
      const word = (): string => {
        count += 1;
        put.push(`word${count}end`);
        return `word${count}end`;
      };
      const partOf = (names: readonly string[]): object =>
        Object.assign({}, ...names.map((name) => PLACES[name]?.(word)));
      const snapshots = [{ message: partOf(forwarded) }];
      const reference = { type: MessageReferenceType.Forward };
      const shown = visibleText(
        message({ ...partOf(own), message_reference: reference, message_snapshots: snapshots }),
        around,
      );
      expect(put.filter((each) => !shown.includes(each))).toEqual([]);
    }),
  );
});

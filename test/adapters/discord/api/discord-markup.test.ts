import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDiscordText } from '../../../../src/adapters/discord/api/discord-markup.ts';
import { rubble } from '../../../markdown/markdown-arbitraries.ts';

const reader = {
  ownIds: ['1', '10'],
  nameOf: (id: string): string | undefined => ({ 2: 'Maija', 3: 'yleinen', 4: 'ylläpito' })[id],
};

describe('what a person writes', () => {
  test.each([
    ['the bot at the beginning', '<@1> why?', 'why?'],
    ['the bot by its old mention', '<@!1>, why?', 'why?'],
    ['the role of the bot', '<@&10> why?', 'why?'],
    ['a command without a space', '<@1>!models', '!models'],
    ['the bot in the middle and at the end', 'hey <@1> why <@1>?', 'hey why?'],
    ['people, roles, channels', '<@2> <@!2> <@&4> <#3> <@5> <#6>', '@Maija @Maija @ylläpito #yleinen @5 #6'],
    ['emoji', '<:kissa:123> <a:koira_2:456> 🦊', ':kissa: :koira_2: 🦊'],
    [
      'times',
      '<t:1392734382> <t:1392734382:R> <t:99999999999999999>',
      '2014-02-18 14:39 UTC 2014-02-18 14:39 UTC 99999999999999999',
    ],
    ['commands and places', '</aitta ask:123> <id:customize>', '/aitta ask #customize'],
    ['brackets that are no tokens', 'a < b > <c> <@x> <t:y>', 'a < b > <c> <@x> <t:y>'],
    ['a channel with the number of the bot', '<#1>', '#1'],
  ])('%s', (_, text, read) => {
    expect(readDiscordText(text, reader)).toBe(read);
  });

  test('nothing that comes in takes long or throws', () => {
    for (const piece of ['<', '<@1>', ' <@1> ', '<@', ' ', '<a:', '\uffff']) {
      expect(readDiscordText(piece.repeat(8000 / piece.length), reader)).not.toContain('<@1>');
    }
    fc.assert(
      fc.property(rubble, (text) => {
        expect(readDiscordText(text, reader)).not.toMatch(/<@!?2>/u);
      }),
    );
  });
});

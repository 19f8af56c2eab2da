import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idsInSlackText, readSlackText } from '../../../../src/adapters/slack/api/slack-markup.ts';
import { rubble } from '../../../markdown/markdown-arbitraries.ts';

const reader = {
  botUserId: 'UBOT',
  nameOf: (id: string): string | undefined => ({ U2: 'Maija', C9: 'yleinen', S1: 'ylläpito' })[id],
};

describe('what a person writes', () => {
  test.each([
    ['the bot at the beginning', '<@UBOT> why?', 'why?'],
    ['the bot with a label and a colon', '<@UBOT|aitta>: why?', 'why?'],
    ['the bot and a comma', '<@UBOT>,\nwhy?', 'why?'],
    ['a command without a space', '<@UBOT>!models', '!models'],
    ['a command behind a no-break space', '<@UBOT>\u00a0!use poro', '!use poro'],
    ['the bot in the middle', 'hey <@UBOT> why?', 'hey why?'],
    ['the bot before a comma', 'hey <@UBOT>, why?', 'hey, why?'],
    ['the bot at the end', 'why, <@UBOT>?', 'why,?'],
    ['the bot on a line of its own', 'one\n<@UBOT>\ntwo', 'one\n\ntwo'],
    ['the bot twice', '<@UBOT> <@UBOT> why, <@UBOT>', 'why,'],
    ['nothing but the bot', ' <@UBOT> ', ''],
    ['people', '<@U2> and <@U3> and <@U4|kalle>', '@Maija and @U3 and @kalle'],
    ['channels', '<#C1|general> <#C9> <#C9|> <#C8>', '#general #yleinen #yleinen #C8'],
    ['groups', '<!subteam^S1> <!subteam^S1|@ops> <!subteam^S2>', '@ylläpito @ops @S2'],
    ['everybody', '<!here> <!channel> <!everyone> <!here|here>', '@here @channel @everyone @here'],
    ['dates', '<!date^1392734382^{date}^https://a.fi|18 Feb 2014> <!date^1392734382^{date}>', '18 Feb 2014 1392734382'],
    [
      'addresses as they were typed',
      '<http://poro.fi|poro.fi> <https://a.fi/b?c=d&amp;e> <mailto:a@b.fi|a@b.fi>',
      'poro.fi https://a.fi/b?c=d&e a@b.fi',
    ],
    ['addresses with a label', '<https://a.fi|the &lt;docs&gt;>', '[the <docs>](https://a.fi)'],
    ['entities, once', '&lt;b&gt; &amp; &amp;lt; &quot;', '<b> & &lt; &quot;'],
    ['code', '```if a &lt; b &amp;&amp; c```', '```if a < b && c```'],
    ['brackets that are no tokens', 'a < b > c', 'a < b > c'],
  ])('%s', (_, text, read) => {
    expect(readSlackText(text, reader)).toBe(read);
  });

  test('the ids that have no name beside them are known before anybody is asked for names', () => {
    const text =
      '<@UBOT> <@U1> <@U2|maija> <@U1> <#C1> <#C2|general> <!subteam^S1> <!subteam^S2|@x> <!here> <https://a.fi>';
    expect(idsInSlackText(text, 'UBOT')).toEqual(['U1', 'C1', 'S1']);
  });

  test('nothing that comes in takes long or throws', () => {
    for (const piece of ['<', '<@UBOT>', ' <@UBOT> ', '<@', ' ', '&lt;', '<a|', '\uffff']) {
      expect(readSlackText(piece.repeat(40_000 / piece.length), reader)).not.toContain('UBOT>');
    }
    fc.assert(
      fc.property(rubble, (text) => {
        expect(readSlackText(text, reader).length).toBeLessThanOrEqual(text.length * 2);
      }),
    );
  });
});

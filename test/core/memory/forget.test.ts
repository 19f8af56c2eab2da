import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Arrival, Call } from '../../../src/core/ports/arrival.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { nothingForgotten } from '../../../src/core/memory/forget.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
let file: string;
let count = 0;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  bot = new SmallBot(file);
});
afterEach(() => bot.close());

const open = async () => {
  const { platform, history } = await bot.process();
  const say = async (input: string | Call, part: Partial<Arrival> = {}): Promise<View> => {
    await platform.arrive({ id: `f${(count += 1)}`, input, ...part });
    await bot.settle();
    return bot.service.messages.at(-1)?.view ?? {};
  };
  return { say, history };
};
const inFile = (text: string): boolean => {
  bot.database.compact();
  return readFileSync(file).includes(text);
};
const press = (view: View, n = 0): Call => view.choices?.[n]?.call ?? { command: 'nothing', args: {} };

describe('forget', () => {
  test('asks first, then deletes this conversation, says what was deleted, and nothing of it is left in the file', async () => {
    const { say, history } = await open();
    await say('MARKER-ONE');
    await say('!system MARKER-TWO');
    expect(inFile('MARKER-ONE')).toBe(true);
    const asked = await say('!forget conversation');
    expect(asked.note).toBe(english.forgetSure.conversation);
    expect(await history.knows('thread')).toBe(true);
    expect((await say(press(asked))).note).toBe(english.forgot({ ...nothingForgotten, turns: 1, settings: 1 }));
    expect(await history.knows('thread')).toBe(false);
    expect([inFile('MARKER-ONE'), inFile('MARKER-TWO')]).toEqual([false, false]);
  });

  test('tells what stays: the messages of a chat app, but not those of the page, which are its own', async () => {
    const { say } = await open();
    expect((await say('!forget me')).note).toBe(english.forgetSure.me);
    expect((await say('!forget me', { platform: 'web' })).note).toBe(english.forgetSure.meOnPage);
  });

  test('all about oneself: questions everywhere, settings, figures, what is open; what others said stays', async () => {
    const { say, history } = await open();
    await say('MARKER-A');
    await say('bo was here', { personId: 'bo' });
    await say('MARKER-B', { conversation: 'other' });
    await say('!use chat --me');
    const slow = hanging({ type: 'text', text: 'MARKER-C' });
    bot.gateway.script(slow.script);
    await say('MARKER-D', { conversation: 'third' });
    const menu = await say('!forget');
    expect(menu.choices?.map((choice) => choice.label)).toEqual(Object.values(english.forgetLabel));
    await say('!forget me --yes');
    await bot.clock.advance(1_000, 100); // the stopped turn ends first
    await bot.settle();
    const done = bot.service.messages.at(-1)?.view ?? {};
    expect(done.note).toBe(
      english.forgot({ ...nothingForgotten, turns: 2, settings: 1, usageDays: 1, notes: 3, stopped: 1 }),
    );
    await bot.settle();
    expect(['MARKER-A', 'MARKER-B', 'MARKER-C', 'MARKER-D'].filter(inFile)).toEqual([]);
    expect((await history.last('thread'))?.questions).toMatchObject([{ text: 'bo was here' }]);
    expect((await say('!usage')).text).toContain(`Today: ${english.noUsage}`);
  });

  test('all about oneself, wherever on the platform, and no id of oneself is left', async () => {
    const { say } = await open();
    await say('MARKER-A', { workspace: 'guild', channel: 'room', conversation: 'far away' });
    await say('MARKER-B', { workspace: 'guild 2', channel: 'room 2', conversation: 'farther away' });
    await say('!use chat --me', { workspace: 'guild' });
    expect((await say('!forget me --yes', { workspace: 'direct', channel: 'dm', conversation: 'dm' })).note).toBe(
      english.forgot({ ...nothingForgotten, turns: 2, elsewhere: 2, settings: 1, usageDays: 1, notes: 1 }),
    );
    await bot.settle();
    expect(['MARKER-A', 'MARKER-B'].filter(inFile)).toEqual([]);
    const rows = bot.database.all("SELECT namespace, key, value FROM records WHERE namespace <> 'usage'");
    expect(rows.filter((row) => JSON.stringify(row).includes('ada'))).toEqual([]);
  });

  test('a system text that one set for others goes, a model stays without one’s name', async () => {
    bot.service.sceneOf = ({ personId }) => ({
      person: {
        name: personId,
        standing: 'member',
        groups: [],
        workspaces: { here: ['w'], all: ['w'] },
        managesChannel: personId === 'boss',
      },
    });
    const { say } = await open();
    await say('!system MARKER-A --channel', { personId: 'boss' });
    await say('!use chat --channel', { personId: 'boss' });
    await say('!forget me --yes', { personId: 'boss' });
    await bot.settle();
    expect(inFile('MARKER-A')).toBe(false);
    const [kept] = bot.database.all("SELECT value FROM records WHERE namespace = 'settings' AND key LIKE 'channel:%'");
    expect(kept?.['value']).toContain('acme/chat');
    expect(kept?.['value']).not.toContain('boss');
  });

  test('a question that somebody else has answered again stays its author’s', async () => {
    const { say } = await open();
    await say('MARKER-A');
    await say('!retry', { personId: 'bo' });
    await say('!forget me --yes', { personId: 'bo' });
    expect(inFile('MARKER-A')).toBe(true);
    expect((await say('!forget me --yes')).note).toBe(
      english.forgot({ ...nothingForgotten, turns: 2, usageDays: 1, notes: 1 }),
    );
    expect(inFile('MARKER-A')).toBe(false);
  });

  test('in a conversation with others, only one’s own questions go, unless one manages the channel', async () => {
    const { say, history } = await open();
    await say('mine');
    await say('theirs', { personId: 'bo' });
    expect((await say('!forget conversation --yes')).note).toBe(english.forgotOwn(1));
    expect((await history.last('thread'))?.questions).toMatchObject([{ text: 'theirs' }]);
    bot.service.sceneOf = () => ({
      person: {
        name: 'boss',
        standing: 'member',
        groups: [],
        workspaces: { here: ['w'], all: ['w'] },
        managesChannel: true,
      },
    });
    expect((await say('!forget conversation --yes', { personId: 'boss' })).note).toBe(
      english.forgot({ ...nothingForgotten, turns: 1 }),
    );
  });
});

describe('export', () => {
  test('gives the conversation as Markdown or JSON, to the asker alone', async () => {
    const { say } = await open();
    expect((await say('!export')).note).toBe(english.nothingToExport);
    await say('why?');
    await say('and how?');
    const markdown = await say('!export');
    expect(markdown).toMatchObject({ private: true, note: english.exported(2) });
    expect(markdown.files?.[0]).toMatchObject({ name: 'conversation.md' });
    expect(markdown.files?.[0]?.text).toMatch(
      /^## ada, 2026-11-24 09:00 UTC\n\nwhy\?\n\n## acme\/chat\n\nanswer to ada: why\?\n/,
    );
    const json = await say('!export json');
    expect(JSON.parse(json.files?.[0]?.text ?? '')).toMatchObject([{ question: 'why?' }, { question: 'and how?' }]);
  });
});

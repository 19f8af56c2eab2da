import { describe, expect, test } from 'vitest';
import { ASK_SHORTCUT } from '../../../../src/adapters/slack/draw/slack-choice.ts';
import type { Place } from '../../../../src/core/ports/platform.ts';
import { plainFileReader } from '../../../doubles/plain-file-reader.ts';
import { startRawHttpServer } from '../../../fakes/raw-http-server.ts';
import { SlackWorld } from '../slack-world.ts';

const ROWS = { name: 'rows.csv', content: 'ada,36' };

/** The files of a question as a model would get them: the name, and what it holds. */
const filesOf = async (place: Place): Promise<string[]> => {
  const { files } = await place.read(0);
  const wanted = new AbortController().signal;
  return Promise.all(
    files.map(async (file) => {
      const fetched = await place.fetch(file, 1_000, wanted);
      return `${file.name}: ${fetched.type === 'bytes' ? new TextDecoder().decode(fetched.bytes) : fetched.why}`;
    }),
  );
};

describe('the files of a question', () => {
  test('come with a message, a direct message, and the message whose shortcut was used', async () => {
    const world = await SlackWorld.open();
    const { anna, general, slack } = world;
    anna.post({ channel: general, text: `<@${slack.botUserId}> mentioned`, files: [ROWS] });
    anna.post({ channel: anna.directMessage, text: 'directly', files: [{ ...ROWS, hollow: true }] });
    const ts = anna.post({ channel: general, text: 'menu', files: [ROWS] });
    anna.shortcut(ASK_SHORTCUT, { channel: general, ts });
    for (const words of ['mentioned', 'directly', 'menu']) {
      const { place } = await world.place(({ input }) => JSON.stringify(input).includes(words));
      expect(await filesOf(place)).toEqual(['rows.csv: ada,36']);
    }
  });

  test('have a reason where Slack does not give them: no scope, deleted, kept by another service', async () => {
    const world = await SlackWorld.open();
    const { anna, general, slack } = world;
    anna.post({ channel: general, text: `<@${slack.botUserId}> read`, files: [ROWS] });
    const { place } = await world.place();
    slack.access.scopes.delete('files:read');
    expect(await filesOf(place)).toEqual(['rows.csv: forbidden']);
    slack.access.scopes.add('files:read');
    slack.world.files.clear();
    expect(await filesOf(place)).toEqual(['rows.csv: gone']);
  });

  test('are waited for while Slack limits how often it may be asked', async () => {
    const world = await SlackWorld.open();
    const { anna, general, slack } = world;
    anna.post({ channel: general, text: `<@${slack.botUserId}> read`, files: [ROWS] });
    const { place } = await world.place();
    slack.faults.push({ method: 'files.info', kind: 'error', status: 429, retryAfterSeconds: 20 });
    let read: string[] | undefined;
    void filesOf(place).then((files) => (read = files));
    await world.eventually(() => slack.faults.left === 0);
    await world.ticks();
    expect(read).toBeUndefined();
    await world.clock.advance(20_000, 1_000);
    await world.eventually(() => read !== undefined);
    expect(read).toEqual(['rows.csv: ada,36']);
  });

  test('are pages of Slack’s own where they are canvases, and no other HTML', async () => {
    const world = await SlackWorld.open();
    const { anna, general, slack } = world;
    const canvas = { name: 'Tea_plan', mimetype: 'application/vnd.slack-docs', content: '<h1>Tea plan</h1>' };
    const html = { name: 'tea.html', mimetype: 'text/html', content: '<h1>Tea</h1>' };
    anna.post({ channel: general, text: `<@${slack.botUserId}> read`, files: [canvas, html] });
    const { place } = await world.place();
    const { files } = await place.read(0);
    const wanted = new AbortController().signal;
    const read = await Promise.all(
      files.map((file) => plainFileReader.read('ada', (maxBytes) => place.fetch(file, maxBytes, wanted), wanted)),
    );
    expect(read).toEqual([
      { type: 'text', text: '# Tea plan' },
      { type: 'text', text: '<h1>Tea</h1>' },
    ]);
  });

  test('alone are a question', async () => {
    const world = await SlackWorld.open();
    world.anna.post({ channel: world.anna.directMessage, text: '', files: [ROWS] });
    const { arrival, place } = await world.place();
    expect([arrival.input, await filesOf(place)]).toEqual(['', ['rows.csv: ada,36']]);
  });

  test('the token goes to Slack’s own hosts alone, whatever address a file names', async () => {
    const thief = await startRawHttpServer(() => ({ body: 'thanks' }));
    const world = await SlackWorld.open();
    const { anna, general, slack } = world;
    anna.post({ channel: general, text: `<@${slack.botUserId}> read`, files: [ROWS] });
    const { place } = await world.place();
    slack.world.origin = thief.url; // from here on files are said to be there
    expect(await filesOf(place)).toEqual(['rows.csv: elsewhere']);
    expect(thief.requests).toEqual([]);
  });
});

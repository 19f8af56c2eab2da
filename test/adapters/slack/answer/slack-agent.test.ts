import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BotError } from '../../../../src/core/errors.ts';
import type { View } from '../../../../src/core/ports/platform.ts';
import { renderedDraft } from '../../../../src/adapters/slack/answer/slack-stream.ts';
import { SlackWorld } from '../slack-world.ts';

const stop: View['choices'] = [{ label: 'Stop', call: { command: 'halt', args: { turn: 'abc' } } }];
const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index} `).join('');

/** Anna asks in the direct messages, and the placeholder stands. */
const inDirect = async (world: SlackWorld) => {
  const dm = world.anna.directMessage;
  const ts = world.anna.post({ channel: dm, text: 'why is the sky blue?' });
  const asked = await world.place(({ channel }) => channel === dm);
  asked.place.progress({ note: 'On it …', choices: stop });
  await world.slack.waitFor(() => world.answers(ts, dm).length === 1, 'the placeholder');
  await world.ticks();
  return { dm, ts, ...asked };
};

/** Shows a draft once the calm allows it. */
const draft = async (world: SlackWorld, place: { progress(view: View): void }, text: string): Promise<void> => {
  place.progress({ text, choices: stop });
  await world.clock.advance(2_000);
  await world.ticks();
  await world.ticks();
};

describe('the state of a thread', () => {
  test('is "processing" while the bot works, which brings Slack’s own Stop, and is taken back after the answer', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    place.progress({ note: 'On it …' });
    await world.drive(() => world.slack.session(world.general, ts).status === 'processing');
    await place.say({ text: 'done' });
    await world.eventually(() => world.slack.session(world.general, ts).status === 'active');
    expect(world.answers(ts)).toEqual(['done']);
  });

  test('takes one call where the answer is quick, for the title, and none where the thread has gone on', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask('why is the sky blue?');
    place.progress({ note: 'On it …' });
    await world.slack.waitFor(() => world.answers(ts).length === 1, 'the placeholder');
    await place.say({ text: 'done' });
    await world.eventually(() => world.slack.session(world.general, ts).title === 'why is the sky blue?');
    world.anna.post({ channel: world.general, text: `<@${world.slack.botUserId}> and at night?`, threadTs: ts });
    const later = await world.place(({ input }) => input === 'and at night?');
    later.place.progress({ note: 'On it …' });
    await world.slack.waitFor(() => world.answers(ts).length === 3, 'the second placeholder');
    await later.place.say({ text: 'done again' });
    await world.clock.advance(5_000, 500);
    await world.ticks();
    const calls = world.slack.callsOf('agents.sessions.setStatus');
    expect(calls.map(({ args }) => args['status'])).toEqual(['active']);
    expect(world.slack.session(world.general, ts).status).toBe('active');
  });

  test('is taken back by the end of a stream, without a call of its own', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    await draft(world, place, words(5));
    await place.say({ text: words(5).trim() });
    await world.ticks();
    expect(world.slack.session(dm, ts).status).toBe('active');
    const calls = world.slack.callsOf('agents.sessions.setStatus');
    expect(calls.map(({ args }) => args['status'])).toEqual(['processing']);
  });

  test('has a title of plain words', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask(`why is *the* sky\n\`blue\`, <@${world.anna.id}>?`);
    place.progress({ note: 'On it …' });
    await world.drive(() => world.slack.session(world.general, ts).title !== '');
    expect(world.slack.session(world.general, ts).title).toBe('why is the sky blue, @anna?');
  });

  test('is taken back also when the run ends without an answer, or Slack limits it at first', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    place.progress({ note: 'On it …' });
    await world.drive(() => world.slack.session(world.general, ts).status === 'processing');
    const limit = { method: 'agents.sessions.setStatus', kind: 'error', status: 429, retryAfterSeconds: 2 } as const;
    world.slack.faults.push(limit, limit);
    await place.leave({ note: 'I am restarting.' });
    await world.ticks();
    await world.clock.advance(4_500, 500);
    await world.ticks();
    await world.clock.advance(4_500, 500);
    await world.eventually(() => world.slack.session(world.general, ts).status === 'active');
    expect(world.slack.faults.left).toBe(0);
  });

  test('shows the newest line of text in a direct message, and keeps it alive beyond two minutes', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    place.progress({ note: 'Starting acme/chat', choices: stop });
    await world.clock.advance(2_000);
    await world.eventually(() => world.slack.statusLine(dm, ts) === 'Starting acme/chat');
    for (let minute = 0; minute < 5; minute += 1) {
      await world.clock.advance(60_000, 10_000);
      await world.ticks();
      expect(world.slack.statusLine(dm, ts)).toBe('Starting acme/chat');
    }
    await place.say({ text: 'done' });
    await world.eventually(() => world.slack.statusLine(dm, ts) === '');
  });

  test('is not asked for again where the app is no agent', async () => {
    const world = await SlackWorld.open();
    world.slack.faults.push({ method: 'agents.sessions.setStatus', kind: 'error', error: 'unknown_method', times: 99 });
    for (const text of ['one', 'two', 'three']) {
      const { place, ts } = await world.ask(text);
      place.progress({ note: 'On it …' });
      await world.slack.waitFor(() => world.answers(ts).length === 1, 'the placeholder');
      await place.say({ text: 'done' });
      await world.ticks();
    }
    expect(world.slack.callsOf('agents.sessions.setStatus').length).toBeLessThanOrEqual(2);
  });

  test('Slack’s own Stop arrives as an instruction to stop', async () => {
    const world = await SlackWorld.open();
    const { dm, ts } = await inDirect(world);
    await world.drive(() => world.slack.session(dm, ts).status === 'processing');
    world.anna.stopSession(dm, ts);
    const stopped = await world.arrival(({ input }) => typeof input !== 'string' && input.command === 'stop');
    expect(stopped.conversation).toBe(world.inbox.arrivals[0]?.conversation);
  });
});

describe('a draft in a direct message', () => {
  test('is streamed by Slack’s own means, and its message becomes the answer', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    for (const count of [5, 10, 15]) await draft(world, place, words(count));
    const [streamed] = world.slack.messages(dm, ts).slice(1);
    expect(streamed).toMatchObject({ streaming: 'in_progress', text: words(15).trim() });
    expect(world.slack.callsOf('chat.appendStream')).toHaveLength(2);
    await place.say({ text: words(20).trim(), note: 'acme/chat' });
    expect(world.answers(ts, dm)).toEqual([`${words(20).trim()}\nacme/chat`]);
    expect(world.slack.messages(dm, ts)[1]?.ts).toBe(streamed?.ts);
    expect(world.slack.session(dm, ts).status).toBe('active');
  });

  test('is an edited message where somebody has gone on in the thread, so that it stays above what is shown for that', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    world.anna.post({ channel: dm, text: 'and why is it dark at night?', threadTs: ts });
    const later = await world.place(({ input }) => input === 'and why is it dark at night?');
    later.place.progress({ note: 'Behind one question …', choices: stop });
    await world.slack.waitFor(() => world.answers(ts, dm).length === 3, 'both signs of life');
    await draft(world, place, words(5));
    await place.say({ text: 'It scatters.' });
    await later.place.say({ text: 'No sun.' });
    expect(world.answers(ts, dm)).toEqual(['It scatters.', 'and why is it dark at night?', 'No sun.']);
  });

  test('leaves no placeholder beside it where Slack does not say whether it is gone', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    world.slack.faults.push({ method: 'chat.delete', kind: 'error', error: 'internal_error' });
    await draft(world, place, words(5));
    await place.say({ text: 'done' });
    await world.drive(() => world.answers(ts, dm).length === 1, { what: 'the placeholder gone' });
    expect(world.answers(ts, dm)).toEqual(['done']);
  });

  test('in a channel is an edited message, which everybody sees', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    place.progress({ note: 'On it …', choices: stop });
    await world.slack.waitFor(() => world.answers(ts).length === 1, 'the placeholder');
    await world.ticks();
    await draft(world, place, words(5));
    expect(world.answers(ts)[0]).toContain('word4');
    expect(world.slack.callsOf('chat.startStream')).toEqual([]);
  });

  test('streams nothing that pings', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    await draft(world, place, `say <!channel> and <@${world.anna.id}> and `);
    await draft(world, place, `say <!channel> and <@${world.anna.id}> and <!here> and @everyone then `);
    const [streamed] = world.slack.messages(dm, ts).slice(1);
    expect([streamed?.streaming, streamed?.pings]).toEqual(['in_progress', []]);
  });

  test.each([
    ['ended by Slack after five minutes', 'message_not_in_streaming_state'],
    ['stopped by the person', 'stopped_by_user'],
  ])('goes on as an edited message when its stream is %s', async (_what, error) => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    await draft(world, place, words(5));
    world.slack.faults.push({ method: 'chat.appendStream', kind: 'error', error });
    await draft(world, place, words(10));
    await draft(world, place, words(15));
    expect(world.answers(ts, dm)).toHaveLength(1);
    expect(world.answers(ts, dm)[0]).toContain('word14');
    await place.say({ text: 'done' });
    expect(world.answers(ts, dm)).toEqual(['done']);
  });

  test('is rolled over into an edited message before Slack ends it', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    await draft(world, place, words(5));
    await world.clock.advance(4 * 60_000, 30_000);
    await draft(world, place, words(10));
    await draft(world, place, words(12));
    expect(world.slack.callsOf('chat.stopStream').map(({ result }) => result)).toEqual(['ok']);
    expect(world.answers(ts, dm)[0]).toContain('word11');
    expect(world.slack.session(dm, ts).status).toBe('processing');
  });

  test('is an edited message where streams are refused, and that is asked once', async () => {
    const world = await SlackWorld.open();
    world.slack.faults.push({ method: 'chat.startStream', kind: 'error', error: 'unknown_method', times: 99 });
    const { dm, ts, place } = await inDirect(world);
    await draft(world, place, words(5));
    await draft(world, place, words(10));
    expect(world.answers(ts, dm)[0]).toContain('word9');
    expect(world.slack.callsOf('chat.startStream')).toHaveLength(1);
  });

  test('is an edited message with a Stop button where Slack shows none of its own', async () => {
    const world = await SlackWorld.open();
    world.slack.happenings.subscriptions.delete('agent_session_stopped');
    const { dm, ts, place } = await inDirect(world);
    await world.drive(() => world.slack.session(dm, ts).status === 'processing');
    await world.ticks();
    await draft(world, place, words(5));
    expect(world.slack.messages(dm, ts)[1]?.controls.map(({ label }) => label)).toEqual(['Stop']);
    expect(world.slack.callsOf('chat.startStream')).toEqual([]);
  });

  test('longer than a message goes on as an edited message with its end', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place } = await inDirect(world);
    await draft(world, place, words(5));
    await draft(world, place, words(3_000));
    await draft(world, place, words(3_000));
    expect(world.answers(ts, dm)).toHaveLength(1);
    expect(world.answers(ts, dm)[0]).toContain('word2999');
  });

  test.each(['lostResponse', 'lateResponse'] as const)(
    'whose beginning was lost (%s) is found and taken away',
    async (kind) => {
      const world = await SlackWorld.open();
      const { dm, ts, place } = await inDirect(world);
      world.slack.faults.push({ method: 'chat.startStream', kind });
      place.progress({ text: words(5), choices: stop });
      await world.clock.advance(2_000);
      await world.slack.waitFor(() => world.slack.callsOf('chat.startStream').length === 1, 'the stream');
      await world.ticks();
      await world.clock.advance(11_000, 500);
      await world.ticks();
      await place.say({ text: 'done' });
      expect(world.answers(ts, dm)).toEqual(['done']);
    },
  );

  test('of a run that died is taken up by the next one', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place, arrival, memory } = await inDirect(world);
    await draft(world, place, words(5));
    const streamed = world.slack.messages(dm, ts)[1];
    const next = world.platform.at(arrival.address, memory.next());
    next.progress({ note: 'On it again …', choices: stop });
    await world.clock.advance(2_000);
    await world.eventually(() => world.answers(ts, dm)[0]?.startsWith('On it again'));
    await next.say({ text: 'done' });
    expect(world.answers(ts, dm)).toEqual(['done']);
    expect(world.slack.messages(dm, ts)[1]?.ts).toBe(streamed?.ts);
  });

  test('that dies while it begins leaves nothing behind', async () => {
    const world = await SlackWorld.open();
    const { dm, ts, place, arrival, memory } = await inDirect(world);
    memory.beforeSave = (value) => {
      if (JSON.stringify(value).includes('"isStreaming":true')) throw new BotError('turn-lost', 'killed');
    };
    await draft(world, place, words(5));
    await world.platform.at(arrival.address, memory.next()).say({ text: 'done' });
    expect(world.answers(ts, dm)).toEqual(['done']);
  });

  test('is only ever continued, whatever a model writes', () => {
    const piece = fc.constantFrom(
      'word ',
      '*',
      '**',
      '`',
      '```\n',
      '\n',
      '| a | b |\n',
      '|---|---|\n',
      '[x](',
      'https://a.example',
      ') ',
      '<!here> ',
      '[^1]',
      '- item\n',
      '# ',
      '~~',
      '$x$ ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        let [text, sent] = ['', ''];
        for (const next of pieces) {
          text += next;
          const shown = renderedDraft(text, sent) ?? sent;
          expect(shown.startsWith(sent)).toBe(true);
          sent = shown;
        }
      }),
      { numRuns: 40 },
    );
  });
});

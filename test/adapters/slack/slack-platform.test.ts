import { describe, expect, test } from 'vitest';
import { SlackWorld } from './slack-world.ts';

describe('a question in Slack, over Socket Mode', () => {
  test('a mention arrives once, though Slack sends it twice, and both copies are acknowledged', async () => {
    const world = await SlackWorld.open();
    const ts = world.mention('why is the *sky* &lt;blue&gt;?');
    const arrival = await world.arrival();
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(1);
    expect(arrival).toMatchObject({
      platform: 'slack',
      workspace: world.slack.world.teamId,
      channel: world.general,
      conversation: `${world.slack.world.teamId}:${world.general}:${ts}`,
      personId: world.anna.id,
      input: 'why is the *sky* <blue>?',
    });
    expect(world.slack.deliveries.map((delivery) => delivery.ended?.state)).toEqual(['acknowledged', 'acknowledged']);
  });

  test('a placeholder in the thread becomes the answer', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    place.progress({ note: 'On it …' });
    await world.slack.waitFor(() => world.answers(ts)[0] === 'On it …', 'the placeholder');
    await place.say({ text: 'Because of **Rayleigh**.', note: 'acme/chat' });
    expect(world.answers(ts)).toEqual(['Because of **Rayleigh**.\nacme/chat']);
    expect(world.slack.messages(world.general)).toHaveLength(1);
  });

  test('in a thread where the bot was asked, people go on without a mention', async () => {
    const world = await SlackWorld.open();
    const { ts } = await world.ask();
    world.anna.post({ channel: world.general, text: 'and at night?', threadTs: ts });
    const next = await world.arrival((arrival) => arrival.input === 'and at night?');
    expect(next.conversation).toBe(world.inbox.arrivals[0]?.conversation);
  });
});

import { App, SocketModeReceiver } from '@slack/bolt';

// What a bare Bolt app does for a mention: placeholder, one call of the model, one update. Nothing is stored, retried or split.
const env = (name: string): string => process.env[name] ?? '';
const clientOptions = { slackApiUrl: env('SLACK_API_URL') };
const receiver = new SocketModeReceiver({ appToken: env('SLACK_APP_TOKEN'), installerOptions: { clientOptions } });
const app = new App({ token: env('SLACK_BOT_TOKEN'), receiver, clientOptions });

app.event('app_mention', async ({ event, client }) => {
  const { channel, ts } = event;
  const posted = await client.chat.postMessage({ channel, thread_ts: ts, text: 'On it …' });
  const response = await fetch(env('CHAT_URL'), {
    method: 'POST',
    headers: { authorization: `Bearer ${env('AITTA_ACCESS_TOKEN')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: env('AITTA_MODEL'), messages: [{ role: 'user', content: event.text }] }),
  });
  const answer = (await response.json()) as { choices: { message: { content: string } }[] };
  await client.chat.update({ channel, ts: posted.ts ?? '', text: answer.choices[0]?.message.content ?? '' });
});
await app.start();
process.stdout.write('started\n');

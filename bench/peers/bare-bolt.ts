import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { FOOTER, PLACEHOLDER, showAsItGrows, streamAnswer } from './answer-stream.ts';

/** The least that a Slack bot for a model can be: a mention, a placeholder, the streamed answer in its place. Nothing survives the process. */
const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN = '', SLACK_API_URL: slackApiUrl = '' } = process.env;
const clientOptions = { slackApiUrl };
const receiver = new SocketModeReceiver({ appToken: SLACK_APP_TOKEN, installerOptions: { clientOptions } });
const app = new App({ token, receiver, clientOptions, logLevel: LogLevel.ERROR });

app.event('app_mention', async ({ event, client }) => {
  const { channel, ts: asked, thread_ts: thread = asked, text } = event;
  const { ts = '' } = await client.chat.postMessage({ channel, thread_ts: thread, text: PLACEHOLDER });
  const pieces = streamAnswer(`${channel}:${thread}`, text.replace(/<@\w+>\s*/, ''));
  const answer = await showAsItGrows(pieces, (draft) => client.chat.update({ channel, ts, text: draft }));
  await client.chat.update({ channel, ts, text: `${answer}${FOOTER}` });
});

await app.start();
process.stdout.write('started\n');

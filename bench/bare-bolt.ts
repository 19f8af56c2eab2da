import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import OpenAI from 'openai';

/** The least that a Slack bot for a model can be: a mention, a placeholder, one call of the model, an update. */
const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN = '', SLACK_API_URL: slackApiUrl = '' } = process.env;
const { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: apiKey, MODEL: model = '' } = process.env;
const clientOptions = { slackApiUrl };
const receiver = new SocketModeReceiver({ appToken: SLACK_APP_TOKEN, installerOptions: { clientOptions } });
const app = new App({ token, receiver, clientOptions, logLevel: LogLevel.ERROR });
const openai = new OpenAI({ baseURL, apiKey });

app.event('app_mention', async ({ event, client }) => {
  const { channel, ts, thread_ts = ts, text } = event;
  const placeholder = await client.chat.postMessage({ channel, thread_ts, text: 'On it …' });
  const question = text.replace(/<@\w+>\s*/, '');
  const completion = await openai.chat.completions.create({ model, messages: [{ role: 'user', content: question }] });
  const answer = `${completion.choices[0]?.message.content ?? ''}\n${model}`;
  await client.chat.update({ channel, ts: placeholder.ts ?? '', text: answer });
});

await app.start();
process.stdout.write('started\n');

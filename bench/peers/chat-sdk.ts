import { createSlackAdapter } from '@chat-adapter/slack';
import { createMemoryState } from '@chat-adapter/state-memory';
import { Chat } from 'chat';
import { EDIT_INTERVAL_MS, FOOTER, PLACEHOLDER, streamAnswer } from './answer-stream.ts';

/** The same with Vercel's Chat SDK, its state in memory; it posts and edits, as the others do in a channel. */
const slack = createSlackAdapter({ mode: 'socket', nativeStreaming: false });
const bot = new Chat({
  userName: 'aitta',
  adapters: { slack },
  state: createMemoryState(),
  logger: 'silent',
  concurrency: 'concurrent',
  streamingUpdateIntervalMs: EDIT_INTERVAL_MS,
  fallbackStreamingPlaceholderText: PLACEHOLDER,
});

async function* withFooter(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  yield* pieces;
  yield FOOTER;
}

bot.onNewMention(async (thread, message) => {
  await thread.post(withFooter(streamAnswer(thread.id, message.text.replace(/@\S+\s*/, ''))));
});

await bot.initialize();
process.stdout.write('started\n');

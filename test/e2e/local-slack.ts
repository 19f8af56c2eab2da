import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

const BINARY = join(import.meta.dirname, 'slack', 'node_modules', 'local-slack-linux-x64', 'bin', 'local-slack');
const LOOK_MS = 100;

export const BOT = { token: 'xoxb-e2e-bot-token', appToken: 'xapp-e2e-app-token', userId: 'U0BOT' } as const;
export const ADA = 'U01ADA';
export const CHANNEL = 'C01PHYS';
export const DIRECT = 'D01ADA';

const CONFIG = {
  workspace: { name: 'E2E', domain: 'e2e', teamId: 'T01E2E' },
  app: {
    appId: 'A01APP',
    botUserId: BOT.userId,
    botName: 'aitta',
    botToken: BOT.token,
    appToken: BOT.appToken,
    mode: 'socket',
  },
  users: [{ id: ADA, name: 'ada', real_name: 'Ada Lovelace' }],
  channels: [
    { id: CHANNEL, name: 'physics', members: [ADA, BOT.userId] },
    { id: DIRECT, name: 'ada', is_im: true, members: [ADA, BOT.userId] },
  ],
};

export interface EmulatedMessage {
  ts: string;
  thread_ts?: string;
  user: string;
  text: string;
  blocks?: {
    type: string;
    text?: string | { text: string };
    elements?: { action_id: string; value?: string; text?: { text: string } }[];
  }[];
}

/** local-slack (npm local-slack-linux-x64, MIT), an emulator of Slack that is not ours, as a child process. */
export class LocalSlack {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  static async start(folder: string): Promise<LocalSlack> {
    const config = join(folder, 'local-slack.json');
    writeFileSync(config, JSON.stringify(CONFIG));
    const port = await freePort();
    const args = [
      '--config',
      config,
      '--port',
      String(port),
      '--base-host',
      '127.0.0.1',
      '--files-dir',
      join(folder, 'files'),
    ];
    const slack = new LocalSlack(`http://127.0.0.1:${port}`, spawn(BINARY, args, { stdio: 'ignore' }));
    await slack.until(async () => (await fetch(`${slack.url}/_control/state`)).ok);
    return slack;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** Ada writes. @returns the message's ts. */
  async post(channel: string, text: string, threadTs?: string): Promise<string> {
    const body = { channel, user: ADA, text, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) };
    const { message } = (await this.#control('message', body)) as { message: { ts: string } };
    return message.ts;
  }

  /** Ada presses the button with this label. */
  async press(channel: string, message: EmulatedMessage, label: string): Promise<void> {
    const action = message.blocks
      ?.flatMap((block) => block.elements ?? [])
      .find((element) => element.text?.text === label);
    if (!action) throw new Error(`no button ${label}`);
    await this.#control('interact', {
      channel,
      user: ADA,
      messageTs: message.ts,
      action: { ...action, type: 'button' },
    });
  }

  /** What the bot has written in a thread, oldest first. */
  async said(channel: string, threadTs: string): Promise<EmulatedMessage[]> {
    const response = await fetch(`${this.url}/_control/messages/${channel}`);
    const { messages } = (await response.json()) as { messages: EmulatedMessage[] };
    return messages.filter((message) => message.user === BOT.userId && message.thread_ts === threadTs);
  }

  /** The first truthy answer of `look`; an emulator in another process can only be asked again and again. */
  async until<T>(look: () => Promise<T | undefined | false>, ms = 60_000): Promise<T> {
    for (let waited = 0; waited < ms; waited += LOOK_MS) {
      const found = await look().catch(() => undefined); // it may not be up yet
      if (found !== undefined && found !== false) return found;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error('what was waited for did not happen');
  }

  async #control(what: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.url}/_control/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`local-slack refuses ${what}: ${response.status}`);
    return response.json();
  }
}

/** All that a message shows, blocks included. */
export const textOf = (message: EmulatedMessage): string =>
  [
    message.text,
    ...(message.blocks ?? []).map((block) => (typeof block.text === 'string' ? block.text : (block.text?.text ?? ''))),
  ].join('\n');

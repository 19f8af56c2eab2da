import { Server } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const TWIN = join(import.meta.dirname, 'discord', 'node_modules', 'discord-digital-twin', 'dist', 'index.js');
const TEXT_CHANNEL = 0;
const WAIT_MS = 60_000;

export interface TwinMessage {
  id: string;
  author: { id: string };
  content: string;
  components?: { components: TwinComponent[] }[];
}
export interface TwinComponent {
  custom_id: string;
  label?: string;
  options?: { label: string; value: string }[];
}
interface SubCommand {
  name: string;
  type: 1;
  options: { name: string; type: 3; value: string }[];
}
interface Person {
  sendMessage(message: { content: string }): Promise<TwinMessage>;
  runSlashCommand(command: { name: string; options: SubCommand[] }): Promise<{ id: string }>;
  clickButton(press: { messageId: string; customId: string }): Promise<unknown>;
  selectMenu(choice: { messageId: string; customId: string; values: string[] }): Promise<unknown>;
}
interface Channel {
  user(userId: string): Person;
  getMessages(): Promise<TwinMessage[]>;
  waitForMessage(options: { timeout: number; predicate: (message: TwinMessage) => boolean }): Promise<TwinMessage>;
}
/** What is used here of the package's class of the same name; its own types are only there once `npm run e2e` has installed it. */
interface DigitalDiscord {
  start(): Promise<void>;
  stop(): Promise<void>;
  restUrl: string;
  botToken: string;
  botUserId: string;
  channel(id: string): Channel;
  getFirstNonBotUserId(): Promise<string | null>;
  prisma: {
    channel: { findFirstOrThrow(): Promise<{ id: string }> };
    applicationCommand: { findMany(): Promise<{ name: string; options: string }[]> };
  };
}
interface TwinModule {
  DigitalDiscord: new (options: object) => DigitalDiscord;
}

/**
 * discord-digital-twin (npm, MIT), an emulator of Discord that is not ours, with one guild, one channel and Ada.
 * It never fills in `mentions`, makes threads whose id is not that of their message, and has neither direct messages nor uploads:
 * what is asked by a mention or answered with a file is tested on our own fake instead.
 */
export class DigitalTwin {
  readonly token: string;
  readonly apiUrl: string;
  /** The one text channel. */
  readonly channel: string;
  readonly #discord: DigitalDiscord;
  readonly #ada: string;

  private constructor(discord: DigitalDiscord, ids: { channel: string; ada: string }) {
    this.token = discord.botToken;
    this.apiUrl = discord.restUrl;
    this.channel = ids.channel;
    this.#discord = discord;
    this.#ada = ids.ada;
  }

  static async start(): Promise<DigitalTwin> {
    const { DigitalDiscord } = (await import(pathToFileURL(TWIN).href)) as TwinModule;
    const discord = new DigitalDiscord({
      guild: { name: 'E2E' },
      channels: [{ name: 'physics', type: TEXT_CHANNEL }],
      users: [{ username: 'ada' }],
      botUser: { username: 'aitta' },
    });
    await onLoopback(() => discord.start());
    const channel = await discord.prisma.channel.findFirstOrThrow();
    return new DigitalTwin(discord, { channel: channel.id, ada: (await discord.getFirstNonBotUserId()) ?? '' });
  }

  close(): Promise<void> {
    return this.#discord.stop();
  }

  /** Names of the sub-commands that the bot has registered under its command. */
  async subCommands(name: string): Promise<string[]> {
    const commands = await this.#discord.prisma.applicationCommand.findMany();
    const options = commands.find((command) => command.name === name)?.options ?? '[]';
    return (JSON.parse(options) as { name: string }[]).map((option) => option.name);
  }

  /** @returns the id of a thread that hangs on no message, which the bot is told of. */
  async openThread(name: string): Promise<string> {
    const response = await fetch(`${this.apiUrl}/v10/channels/${this.channel}/threads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (!response.ok) throw new Error(`the twin opens no thread: ${response.status}`);
    return ((await response.json()) as { id: string }).id;
  }

  /** Ada writes. */
  async post(channel: string, content: string): Promise<void> {
    await this.#adaIn(channel).sendMessage({ content });
  }

  /** Ada uses a slash command. */
  async slash(channel: string, name: string, sub: string, args: Readonly<Record<string, string>> = {}): Promise<void> {
    const options = Object.entries(args).map(([key, value]) => ({ name: key, type: 3 as const, value }));
    await this.#adaIn(channel).runSlashCommand({ name, options: [{ name: sub, type: 1, options }] });
  }

  /** Ada presses the button, or chooses from the menu, what has this label. */
  async choose(channel: string, message: TwinMessage, label: string): Promise<void> {
    const parts = (message.components ?? []).flatMap((row) => row.components);
    const button = parts.find((part) => part.label === label);
    const menu = parts.find((part) => part.options?.some((option) => option.label.includes(label)));
    const value = menu?.options?.find((option) => option.label.includes(label))?.value;
    if (button) await this.#adaIn(channel).clickButton({ messageId: message.id, customId: button.custom_id });
    else if (menu && value !== undefined)
      await this.#adaIn(channel).selectMenu({ messageId: message.id, customId: menu.custom_id, values: [value] });
    else throw new Error(`nothing to choose is called ${label}`);
  }

  /** The bot's messages, oldest first. */
  async said(channel: string): Promise<TwinMessage[]> {
    const messages = await this.#discord.channel(channel).getMessages();
    return messages.filter((message) => message.author.id === this.#discord.botUserId);
  }

  /** The newest message of the bot that has all the words, now or later. */
  answered(channel: string, ...words: string[]): Promise<TwinMessage> {
    return this.#discord.channel(channel).waitForMessage({
      timeout: WAIT_MS,
      predicate: ({ author, content }) =>
        author.id === this.#discord.botUserId && words.every((word) => content.includes(word)),
    });
  }

  #adaIn(channel: string): Person {
    return this.#discord.channel(channel).user(this.#ada);
  }
}

/** The twin names no host, and would be open to the whole network. */
const onLoopback = async (start: () => Promise<void>): Promise<void> => {
  const original = Object.getOwnPropertyDescriptor(Server.prototype, 'listen');
  if (!original) throw new Error('node:net has no listen');
  const listen = original.value as (...args: unknown[]) => Server;
  Object.defineProperty(Server.prototype, 'listen', {
    ...original,
    value(this: Server, port: number, ready: () => void) {
      return listen.call(this, { port, host: '127.0.0.1' }, ready);
    },
  });
  try {
    await start();
  } finally {
    Object.defineProperty(Server.prototype, 'listen', original);
  }
};

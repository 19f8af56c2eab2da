import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from '../whole/bot-process.ts';

/** Longer than anything that the page calls seconds, milliseconds. */
const MAX_GOING_MS = 30_000;
const LOOK_MS = 50;

const MODELS = [
  { id: 'acme/talks', window: 131_072 },
  { id: 'acme/halts', window: 131_072 },
  { id: 'acme/cold', window: 131_072, workers: { state: 'offline' as const } },
];

/** The program in Slack and Discord at once, and the bytes of everything that it has in its folder. */
export class PrivacyStage {
  readonly slack: FakeSlack;
  readonly discord: FakeDiscord;
  readonly aitta: Standin;
  readonly #folder = createFolder();
  readonly #guild: ReturnType<FakeDiscord['addGuild']>;
  bot: BotProcess | undefined;
  /** Besides the usual settings. */
  #given: Record<string, string> = {};
  #count = 0;

  private constructor(parts: { slack: FakeSlack; discord: FakeDiscord; aitta: Standin }) {
    this.slack = parts.slack;
    this.discord = parts.discord;
    this.aitta = parts.aitta;
    this.#guild = this.discord.addGuild();
  }

  /** @param models further ones, by the names that stand behind `acme/` */
  static async open(models: readonly string[] = []): Promise<PrivacyStage> {
    const more = models.map((name) => ({ id: `acme/${name}`, window: 131_072 }));
    const aitta = createStandin({ scenario: { models: [...MODELS, ...more] } });
    await aitta.listen();
    aitta.setWorker('acme/cold', 'offline', { hold: true });
    aitta.addFault({ kind: 'stall', model: 'acme/halts', afterTokens: 14 }); // in the middle of its answer
    const [slack, discord] = await Promise.all([
      FakeSlack.start(),
      FakeDiscord.start({ messageContentGranted: true, validate: false }),
    ]);
    return new PrivacyStage({ slack, discord, aitta });
  }

  get folder(): string {
    return this.#folder.path;
  }

  get store(): string {
    return join(this.#folder.path, 'bot.sqlite');
  }

  /** On a machine that is busy the commands may not get through to Discord: a start registers them. */
  async start(env: Record<string, string> = {}): Promise<BotProcess> {
    const bot = await this.#startOnce(env);
    const notRegistered = bot.logged(({ msg }) => String(msg).startsWith('slash commands could not be registered'));
    const isThere = this.discord.waitFor(() => this.discord.commands.list().length > 0, 'the commands');
    const isRegistered = await Promise.race([isThere, notRegistered.then(() => false)]);
    notRegistered.catch(() => undefined);
    isThere.catch(() => undefined);
    if (isRegistered) return bot;
    await bot.kill();
    return this.start(env);
  }

  get #env(): Record<string, string> {
    const { slack, discord, aitta } = this;
    return {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_MESSAGE_CONTENT: 'true',
      AITTA_API_URL: aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      AITTA_MODEL: 'acme/talks',
      STORE_URL: `sqlite:${this.store}`,
      LOG_LEVEL: 'trace',
      ...this.#given,
    };
  }

  async #startOnce(env: Record<string, string>): Promise<BotProcess> {
    this.#given = env;
    const bot = new BotProcess(this.#env, ['start'], this.#folder.path);
    this.bot = bot;
    await bot.started();
    return bot;
  }

  /** Ends as operators end it, so that nothing is left to be done. */
  async stop(): Promise<void> {
    this.bot?.signal('SIGTERM');
    await this.bot?.ended;
  }

  async close(): Promise<void> {
    await this.bot?.kill();
    await Promise.all([this.slack.close(), this.discord.close(), this.aitta.close()]);
    this.#folder.remove();
  }

  /** Somebody in a channel of Slack, for one test. */
  inSlack() {
    const { slack } = this;
    const name = `person${(this.#count += 1)}`;
    const person = slack.addUser({ name });
    const channel = slack.addChannel({ name: `channel-${this.#count}`, members: [person.id] }).id;
    const said = (where: string, thread: string, words: string) =>
      slack.waitFor(
        () => slack.messages(where, thread).find(({ byBot, text }) => byBot && text.includes(words)),
        `${words} in Slack`,
      );
    return {
      person,
      channel,
      name,
      mention: (text: string, threadTs?: string): string =>
        person.post({
          channel,
          text: `<@${slack.botUserId}> ${text}`,
          ...(threadTs === undefined ? {} : { threadTs }),
        }),
      /** The message of the bot that has these words. */
      said: (thread: string, words: string) => said(channel, thread, words),
      /** The message that has this button. */
      offered: (thread: string, label: string) =>
        slack.waitFor(
          () => slack.messages(channel, thread).find(({ controls }) => controls.some((each) => each.label === label)),
          `the button ${label}`,
        ),
      saidDirectly: (thread: string, words: string) => said(person.directMessage, thread, words),
      /** What only this person sees. */
      told: (words: string) =>
        slack.waitFor(() => person.ephemerals.find(({ text }) => text.includes(words)), `${words} for ${name}`),
    };
  }

  /** Somebody in a channel of Discord, for one test. */
  inDiscord() {
    const { discord } = this;
    const name = `person${(this.#count += 1)}`;
    const guild = this.#guild;
    const person = discord.addMember({ guild, name });
    const channel = discord.addChannel({ guild, name: `channel-${this.#count}` });
    const in_ = (where: { id: string }, words: string) =>
      discord.waitFor(
        () => discord.messages(where, person).find(({ byBot, text }) => byBot && text.includes(words)),
        `${words} in Discord`,
      );
    const untilAcknowledged = async (act: () => ReturnType<typeof person.press>): Promise<void> => {
      const interaction = act();
      while (!interaction.acknowledged && !discord.hasFailed(interaction)) await sleep(LOOK_MS);
      if (!interaction.acknowledged) await untilAcknowledged(act);
    };
    return {
      person,
      channel,
      name,
      direct: discord.openDm(person),
      mention: (content: string) => person.post({ channel, content: `${discord.mention} ${content}` }),
      /** As somebody does it: once more where Discord says that the bot did not respond, as it does on a machine that is busy for 3 s. */
      slash: (spelt: string, values: Record<string, string>) =>
        untilAcknowledged(() => person.slash(spelt, values, channel)),
      press: (message: { id: string; channelId: string }, label: string) =>
        untilAcknowledged(() => person.press(message, label)),
      /** The message of the bot that has these words, where they are said. */
      said: in_,
      saidIn: async (question: { id: string }, words: string) =>
        in_(await discord.waitFor(() => discord.threadOn(question), 'a thread'), words),
      /** The message that has this button, in the question's thread. */
      offeredIn: async (question: { id: string }, label: string) => {
        const thread = await discord.waitFor(() => discord.threadOn(question), 'a thread');
        return discord.waitFor(
          () => discord.messages(thread).find(({ buttons }) => buttons.some((each) => each.label === label)),
          `the button ${label}`,
        );
      },
    };
  }

  /** Reads the store, as a backup does, so that what is in its journal stays there. @returns what ends it */
  readStore(): () => void {
    const reader = new DatabaseSync(this.store, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM turns').get();
    return () => reader.close();
  }

  /** Which of the words can be read now: nothing is waited for. */
  held(words: readonly string[]): string[] {
    return words.filter((each) => this.holders(each).length > 0);
  }

  /** Resolves once what this person asked is in the history; that they were answered is written down last. */
  async remembered(personId: string): Promise<void> {
    while (!this.recordsOf(personId).some((record) => record.startsWith('footprints: '))) await sleep(LOOK_MS);
  }

  /** Was a model sent these words? */
  wasSent(words: string): boolean {
    return this.aitta.requests.some(({ chat }) => JSON.stringify(chat ?? '').includes(words));
  }

  /** All that is kept of a person, by table and key. */
  recordsOf(personId: string): string[] {
    const store = new DatabaseSync(this.store, { readOnly: true });
    const rows = [
      ...store.prepare('SELECT namespace AS place, key, value FROM records').all(),
      ...store.prepare("SELECT 'turns' AS place, id AS key, person || coalesce(arrival, '') AS value FROM turns").all(),
    ];
    store.close();
    return rows
      .filter(({ key, value }) => `${String(key)} ${String(value)}`.includes(personId))
      .map(({ place, key }) => `${String(place)}: ${String(key)}`);
  }

  /** Runs a verb of the program on the same settings, as an operator does beside the bot. */
  async verb(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const verb = new BotProcess(this.#env, args, this.#folder.path);
    const code = await verb.ended;
    return { code, out: verb.stdout, err: verb.stderr };
  }

  /** Resolves once every turn has ended. */
  async settled(): Promise<void> {
    const reader = new DatabaseSync(this.store, { readOnly: true });
    const open = reader.prepare('SELECT count(*) AS n FROM turns WHERE ended_at IS NULL');
    while (Number(open.get()?.['n']) > 0) await sleep(LOOK_MS);
    reader.close();
  }

  /** Lets somebody do things of which words are written down, and makes sure that they were. @returns which of them stay in the journal */
  async passesThrough(acts: Readonly<Record<string, () => unknown>>): Promise<string[]> {
    const endReading = this.readStore();
    try {
      for (const [words, act] of Object.entries(acts)) {
        await act();
        if (!(await this.arrives(words))) throw new Error(`${words} was never written down`);
      }
    } finally {
      endReading();
    }
    return this.leave(Object.keys(acts), `${basename(this.store)}-wal`);
  }

  /** Resolves once none of the words is in a file; or, after a time that is no seconds any more, with those that are, and where. @param name of a file, where only that counts */
  async leave(words: readonly string[], name?: string): Promise<string[]> {
    const left: string[] = [];
    for (const each of words) for (const file of await this.#leaves(each, name)) left.push(`${each} in ${file}`);
    return left;
  }

  /**
   * In which files these words can be read: main file, journal, copies, whatever else is there. Another process looks: one that closes a file
   * of SQLite's drops the locks that it has on it.
   */
  holders(words: string, name?: string): string[] {
    const { stdout } = spawnSync('grep', ['-rlaF', words, this.#folder.path], { encoding: 'utf8' });
    return stdout
      .split('\n')
      .filter((path) => path !== '')
      .map((path) => basename(path))
      .filter((file) => name === undefined || file === name);
  }

  /** Resolves once the words are in no file; or, after a time that is no seconds any more, with the files that have them. */
  async #leaves(words: string, name?: string): Promise<string[]> {
    const until = Date.now() + MAX_GOING_MS;
    let left = this.holders(words, name);
    while (left.length > 0 && Date.now() < until) {
      await sleep(LOOK_MS);
      left = this.holders(words, name);
    }
    return left;
  }

  /** Resolves with whether the words are in a file, or came into one. */
  async arrives(words: string): Promise<boolean> {
    const until = Date.now() + MAX_GOING_MS;
    while (this.holders(words).length === 0 && Date.now() < until) await sleep(LOOK_MS);
    return this.holders(words).length > 0;
  }
}

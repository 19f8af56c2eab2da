import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { Interaction } from '../../test/fakes/discord/interaction.ts';
import type { Person } from '../../test/fakes/discord/person.ts';
import type { SeenMessage } from '../../test/fakes/discord/seen-message.ts';
import type { Channel } from '../../test/fakes/discord/world.ts';
import { models } from './models.ts';
import type { Stage } from './moment.ts';
import { patiently } from './patiently.ts';

/** One person in one channel of a fake Discord. */
export class DiscordStage implements Stage {
  readonly discord: FakeDiscord;
  readonly aitta: Standin;
  readonly #kim: Person;
  readonly #channel: Channel;
  readonly #asked: { id: string; channelId: string }[] = [];
  #slash: Interaction | undefined;

  private constructor(discord: FakeDiscord, aitta: Standin) {
    this.discord = discord;
    this.aitta = aitta;
    const guild = discord.addGuild();
    this.#channel = discord.addChannel({ guild, name: 'physics' });
    this.#kim = discord.addMember({ guild, name: 'kim' });
  }

  static async open(): Promise<DiscordStage> {
    const discord = await FakeDiscord.start({ messageContentGranted: true });
    const aitta = createStandin({ scenario: { models: Object.values(models) } });
    await aitta.listen();
    aitta.setWorker(models.cold.id, 'offline', { hold: true });
    return new DiscordStage(discord, aitta);
  }

  get settings(): Readonly<Record<string, string>> {
    return {
      DISCORD_TOKEN: this.discord.token,
      DISCORD_API_URL: this.discord.apiUrl,
      DISCORD_MESSAGE_CONTENT: 'true',
      AITTA_API_URL: this.aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    };
  }

  /** The first question mentions the bot, and a thread is opened on it; later ones are written there. */
  ask(text: string): void {
    const { thread } = this;
    const content = thread ? text : `${this.discord.mention} ${text}`;
    this.#asked.push(this.#kim.post({ channel: thread ?? this.#channel, content }));
  }

  async slash(question: string): Promise<Interaction> {
    await this.until(() => this.discord.commands.list().length > 0, 'the commands');
    this.#slash = this.#kim.slash('aitta ask', { question }, this.#channel);
    return this.#slash;
  }

  get thread(): Channel | undefined {
    const [first] = this.#asked;
    return first && this.discord.threadOn(first);
  }

  said(): string[] {
    const answer = this.#slash && this.discord.answerTo(this.#slash);
    const thread = answer ? this.discord.threadOn(answer) : this.thread;
    const messages: SeenMessage[] = [
      ...this.discord.messages(this.#channel),
      ...(thread ? this.discord.messages(thread) : []),
    ];
    const said = messages.filter(({ byBot, text }) => byBot && text !== '');
    return said.map(({ text }) => text.replaceAll(/^> .*\n/gm, '')); // the quoted question of a slash command is no answer
  }

  /** The fake gives up after ten seconds in which it saw nothing; a takeover may be slower. */
  until(see: () => unknown, what: string): Promise<void> {
    const look = async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted && !see()) await this.discord.waitFor(() => Boolean(see()), what).catch(() => undefined);
    };
    return patiently(look, what);
  }

  async redeliver(): Promise<void> {
    for (const message of this.#asked) this.discord.moderator.repeat(message);
  }

  async close(): Promise<void> {
    await this.aitta.close();
    await this.discord.close();
  }
}

import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeSlack } from '../../test/fakes/slack/fake-slack.ts';
import type { Person } from '../../test/fakes/slack/person.ts';
import { models } from './models.ts';
import type { Stage } from './moment.ts';
import { patiently } from './patiently.ts';

/** One person in one channel of a fake Slack, and their direct messages with the bot. */
export class SlackStage implements Stage {
  readonly slack: FakeSlack;
  readonly aitta: Standin;
  readonly #ada: Person;
  readonly #channel: string;
  readonly #asked: { channel: string; ts: string; root: string }[] = [];

  private constructor(slack: FakeSlack, aitta: Standin) {
    this.slack = slack;
    this.aitta = aitta;
    this.#ada = slack.addUser({ name: 'ada' });
    this.#channel = slack.addChannel({ name: 'physics', members: [this.#ada.id] }).id;
  }

  static async open(): Promise<SlackStage> {
    const slack = await FakeSlack.start();
    // Slack's tries go on for five minutes, the fake's without a pause between them: here they last until a process is back.
    slack.sockets.retryAfterMs.push(0, 0, 0, 0, 0, 0);
    const aitta = createStandin({ scenario: { models: Object.values(models) } });
    await aitta.listen();
    aitta.setWorker(models.cold.id, 'offline', { hold: true });
    return new SlackStage(slack, aitta);
  }

  get settings(): Readonly<Record<string, string>> {
    return {
      SLACK_BOT_TOKEN: this.slack.botToken,
      SLACK_APP_TOKEN: this.slack.appToken,
      SLACK_API_URL: this.slack.apiUrl,
      AITTA_API_URL: this.aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    };
  }

  /** The first question opens the thread, later ones are written in it. @returns its ts */
  ask(text: string, { direct = false } = {}): string {
    const first = this.#asked[0];
    const channel = first?.channel ?? (direct ? this.#ada.directMessage : this.#channel);
    const words = direct || first ? text : `<@${this.slack.botUserId}> ${text}`;
    const ts = this.#ada.post({ channel, text: words, ...(first && { threadTs: first.root }) });
    this.#asked.push({ channel, ts, root: first?.root ?? ts });
    return ts;
  }

  /** Presses a button of the bot's newest message. */
  press(label: string): void {
    const message = this.#messages().at(-1);
    if (!message) throw new Error('there is no message to press in');
    this.#ada.press(message, label);
  }

  /** Both copies of a mention, and every repetition. */
  isAcknowledged(ts: string): boolean {
    const deliveries = this.slack.deliveriesOf(ts);
    return deliveries.length > 0 && deliveries.every(({ ended }) => ended?.state === 'acknowledged');
  }

  /** How often the app has called this method for this part of an answer ("progress", "#0", "#1"). */
  sends(method: string, part: string): number {
    return this.slack.callsOf(method).filter(({ args }) => isPart(args, part)).length;
  }

  said(): string[] {
    return this.#messages().map((message) => message.text);
  }

  until(see: () => unknown, what: string): Promise<void> {
    return patiently(() => this.slack.waitFor(() => Boolean(see()), what), what);
  }

  async redeliver(): Promise<void> {
    const deliveries = this.#asked.flatMap(({ ts }) => this.slack.deliveriesOf(ts));
    const repeated = deliveries.map((delivery) => this.slack.repeat(delivery));
    await this.until(() => repeated.every(({ ended }) => ended), 'the acknowledgement of a repetition');
    if (repeated.some(({ ended }) => ended?.state !== 'acknowledged'))
      throw new Error('a repetition is not acknowledged');
  }

  async close(): Promise<void> {
    await this.slack.close();
    await this.aitta.close();
  }

  #messages(): ReturnType<FakeSlack['messages']> {
    const [first] = this.#asked;
    return first ? this.slack.messages(first.channel, first.root).filter((message) => message.byBot) : [];
  }
}

/** Whether a call of ours is about this part of an answer, which its metadata names. */
export const isPart = (args: Readonly<Record<string, unknown>>, part: string): boolean => {
  const metadata = args['metadata'] as { event_payload?: { part?: unknown } } | undefined;
  const named = metadata?.event_payload?.part;
  return typeof named === 'string' && named.endsWith(part);
};

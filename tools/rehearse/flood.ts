import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { FakeSlack } from '../../test/fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from '../../test/whole/bot-process.ts';
import { models, question } from './models.ts';
import { patiently } from './patiently.ts';

export interface Flood {
  threads: number;
  questionsPerThread: number;
  /** So many of the events are delivered once more in the middle of it. */
  duplicates: number;
}
export interface FloodOutcome {
  questions: number;
  answered: number;
  asked: number;
  slowestAckMs: number;
  /** Until every question has shown something, and until every one is answered. */
  firstSignsMs: number;
  answersMs: number;
  peakMegabytes: number;
  problems: string[];
}

const PATIENCE_MS = 300_000;

/** Asks everything at once in Slack, cuts half of the sockets in the middle, and looks whether each question is answered once and in order. */
export const flood = async (size: Flood): Promise<FloodOutcome> => {
  const folder = createFolder();
  const slack = await FakeSlack.start();
  const aitta = createStandin({ scenario: { models: Object.values(models) } });
  await aitta.listen();
  const bot = new BotProcess({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    AITTA_MODEL: models.talks.id,
    AITTA_REQUESTS_PER_MINUTE: '100000',
    STORE_URL: `sqlite:${join(folder.path, 'bot.sqlite')}`,
  });
  try {
    await bot.started();
    await patiently(() => slack.waitFor(() => slack.sockets.open === 2), 'both sockets');
    return await new Wave(slack, size).roll(bot, () => chatsOf(aitta.requests));
  } finally {
    await bot.kill();
    await slack.close();
    await aitta.close();
    folder.remove();
  }
};

const chatsOf = (requests: readonly { chat?: unknown }[]): number => requests.filter(({ chat }) => chat).length;

interface Thread {
  root: string;
  answers: string[];
}

/** The questions, and what becomes of them. */
class Wave {
  readonly #slack: FakeSlack;
  readonly #size: Flood;
  readonly #channel: string;
  readonly #threads: Thread[] = [];
  readonly #questions: string[] = [];

  constructor(slack: FakeSlack, size: Flood) {
    this.#slack = slack;
    this.#size = size;
    this.#channel = slack.addChannel({ name: 'physics' }).id;
  }

  async roll(bot: BotProcess, asked: () => number): Promise<FloodOutcome> {
    const { threads, questionsPerThread, duplicates } = this.#size;
    const beganAt = Date.now();
    const since = (): number => Date.now() - beganAt;
    for (let n = 0; n < threads; n += 1) this.#askInThread(n);
    // Whoever asks again in a thread has seen that the bot is there.
    for (let n = 0; n < duplicates; n += 1) this.#repeat(n);
    await this.#until(() => this.#slack.acks.length > threads, 'acknowledgements in the middle of it');
    if (!process.env["NOCUT"]) this.#slack.sockets.cut(1);
    const all = threads * questionsPerThread;
    await this.#until(() => this.#said().length >= all, 'a sign of life for every question');
    const firstSignsMs = since();
    await this.#until(() => this.#answered() >= all, 'an answer to every question');
    const answersMs = since();
    const peakMegabytes = peakOf(bot.pid);
    for (let n = 0; n < duplicates; n += 1) this.#repeat(n);
    bot.signal('SIGTERM'); // ends what is still open, so that nothing can be said after the look
    const code = await bot.ended;
    const problems = [...this.#problems(asked()), ...(code === 0 ? [] : [`the bot ended with ${code}`])];
    const slowestAckMs = Math.max(...this.#slack.acks.map(({ afterMs }) => afterMs));
    const answered = this.#answered();
    return { questions: all, answered, asked: asked(), slowestAckMs, firstSignsMs, answersMs, peakMegabytes, problems };
  }

  #askInThread(n: number): void {
    const person = this.#slack.addUser({ name: `person${n}` });
    this.#slack.world.channels.get(this.#channel)?.members.add(person.id);
    const answers = Array.from({ length: this.#size.questionsPerThread }, (_, m) => `thread ${n} answer ${m}.`);
    const thread: Thread = { root: '', answers };
    for (const answer of answers) {
      const text = `<@${this.#slack.botUserId}> ${question(answer)}`;
      const where = thread.root === '' ? {} : { threadTs: thread.root };
      const ts = person.post({ channel: this.#channel, text, ...where });
      if (thread.root === '') thread.root = ts;
      this.#questions.push(ts);
    }
    this.#threads.push(thread);
  }

  #repeat(n: number): void {
    const ts = this.#questions[(n * 13) % this.#questions.length] ?? '';
    for (const delivery of this.#slack.deliveriesOf(ts)) this.#slack.repeat(delivery);
  }

  #until(see: () => boolean, what: string): Promise<void> {
    return patiently(() => this.#slack.waitFor(see, what), what, PATIENCE_MS);
  }

  #said(): string[] {
    return this.#threads.flatMap(({ root }) => this.#saidIn(root));
  }

  #saidIn(root: string): string[] {
    const messages = this.#slack.messages(this.#channel, root);
    return messages.filter(({ byBot }) => byBot).map(({ text }) => text);
  }

  /** An answer is whole with its footer, which a draft does not have. */
  #answered(): number {
    return this.#said().filter((text) => text.endsWith(models.talks.id) && text.includes('answer')).length;
  }

  #problems(asked: number): string[] {
    const problems = this.#threads.flatMap(({ root, answers }) => {
      const said = this.#saidIn(root).map((text) => text.replace(models.talks.id, '').trim());
      const isAsExpected = JSON.stringify(said) === JSON.stringify(answers);
      return isAsExpected ? [] : [`instead of ${answers.join(' ')}: ${said.join(' ')}`];
    });
    const all = this.#size.threads * this.#size.questionsPerThread;
    return asked === all ? problems : [...problems, `the model was asked ${asked} times`];
  }
}

/** The most memory that the process has had, megabytes (Linux). */
const peakOf = (pid: number): number => {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
};

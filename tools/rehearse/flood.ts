import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arrivalId } from '../../src/core/arrival-id.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { FakeSlack } from '../../test/fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from '../../test/whole/bot-process.ts';
import { models, question } from './models.ts';
import { patiently } from './patiently.ts';
import { isPart } from './slack-stage.ts';

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
  /** Threads in which an event of a cut socket came again after later ones. */
  overtaken: number;
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
    LOG_LEVEL: 'debug',
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

interface Question {
  /** Of its turn, as it stands in the log. */
  id: string;
  ts: string;
  answer: string;
}
interface Thread {
  root: string;
  questions: Question[];
}

/** The questions, and what becomes of them. */
class Wave {
  readonly #slack: FakeSlack;
  readonly #size: Flood;
  readonly #channel: string;
  readonly #threads: Thread[] = [];

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
    for (let n = 0; n < duplicates; n += 1) this.#repeat(n);
    await this.#until(() => this.#slack.acks.length > threads, 'acknowledgements in the middle of it');
    this.#slack.sockets.cut(1);
    const all = threads * questionsPerThread;
    await this.#until(this.#sent('chat.postMessage', 'progress', all), 'a sign of life for every question');
    const firstSignsMs = since();
    await this.#until(this.#sent('chat.update', '#0', all), 'an answer to every question');
    const answersMs = since();
    const peakMegabytes = peakOf(bot.pid);
    for (let n = 0; n < duplicates; n += 1) this.#repeat(n);
    bot.signal('SIGTERM'); // ends what is still open, so that nothing can be said after the look
    const code = await bot.ended;
    const accepted = bot.log.filter(({ msg, result }) => msg === 'arrival' && result === 'new');
    const order = accepted.map(({ turn }) => String(turn));
    const problems = this.#problems(order);
    if (asked() !== all) problems.push(`the model was asked ${asked()} times`);
    if (code !== 0) problems.push(`the bot ended with ${code}`);
    return {
      questions: all,
      answered: this.#answered(),
      asked: asked(),
      slowestAckMs: Math.max(...this.#slack.acks.map(({ afterMs }) => afterMs)),
      firstSignsMs,
      answersMs,
      peakMegabytes,
      overtaken: this.#threads.filter(({ questions }) => sorted(questions, order).some((q, n) => q !== questions[n]))
        .length,
      problems,
    };
  }

  #askInThread(n: number): void {
    const person = this.#slack.addUser({ name: `person${n}` });
    this.#slack.world.channels.get(this.#channel)?.members.add(person.id);
    const thread: Thread = { root: '', questions: [] };
    for (let m = 0; m < this.#size.questionsPerThread; m += 1) {
      const answer = `thread ${n} answer ${m}.`;
      const text = `<@${this.#slack.botUserId}> ${question(answer)}`;
      const where = thread.root === '' ? {} : { threadTs: thread.root };
      const ts = person.post({ channel: this.#channel, text, ...where });
      if (thread.root === '') thread.root = ts;
      thread.questions.push({ id: arrivalId('slack', this.#slack.world.teamId, this.#channel, ts), ts, answer });
    }
    this.#threads.push(thread);
  }

  #repeat(n: number): void {
    const questions = this.#threads.flatMap((thread) => thread.questions);
    const some = questions[(n * 13) % questions.length];
    for (const delivery of this.#slack.deliveriesOf(some?.ts ?? '')) this.#slack.repeat(delivery);
  }

  #until(see: () => boolean, what: string): Promise<void> {
    return patiently(() => this.#slack.waitFor(see, what), what, PATIENCE_MS);
  }

  /** Looks at each call once, because looking costs the fake the time in which it should answer. */
  #sent(method: string, part: string, count: number): () => boolean {
    let [seen, found] = [0, 0];
    return () => {
      for (const call of this.#slack.calls.slice(seen))
        if (call.method === method && isPart(call.args, part)) found += 1;
      seen = this.#slack.calls.length;
      return found >= count;
    };
  }

  #saidIn(root: string): string[] {
    const messages = this.#slack.messages(this.#channel, root);
    return messages.filter(({ byBot }) => byBot).map(({ text }) => text);
  }

  /** An answer is whole with its footer, which a draft does not have. */
  #answered(): number {
    const said = this.#threads.flatMap(({ root }) => this.#saidIn(root));
    return said.filter((text) => text.endsWith(models.talks.id) && text.includes('answer')).length;
  }

  /** In each thread each answer once, in the order in which the questions were accepted. */
  #problems(order: readonly string[]): string[] {
    return this.#threads.flatMap(({ root, questions }) => {
      const said = this.#saidIn(root).map((text) => text.replace(models.talks.id, '').trim());
      const expected = sorted(questions, order).map(({ answer }) => answer);
      const isAsExpected = JSON.stringify(said) === JSON.stringify(expected);
      return isAsExpected ? [] : [`instead of ${expected.join(' ')}: ${said.join(' ')}`];
    });
  }
}

const sorted = (questions: readonly Question[], order: readonly string[]): Question[] =>
  questions.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));

/** The most memory that the process has had, megabytes (Linux). */
const peakOf = (pid: number): number => {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
};

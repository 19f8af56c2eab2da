import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BotProcess, createFolder } from '../../test/whole/bot-process.ts';
import { ORDERS_VARIABLE, type Orders } from './orders.ts';
import { SqliteTortureStore } from './store/sqlite-torture-store.ts';
import type { TortureStore } from './store/torture-store.ts';

const preload = pathToFileURL(join(import.meta.dirname, 'preload.ts')).href;
/** What a start may take on a machine that is busy, milliseconds. */
const START_MS = 60_000;

/** The program on one store: its processes, one after the other or several at once, and what is ordered inside of them. */
export class Program {
  readonly store: TortureStore;
  readonly #folder = createFolder();
  readonly #settings: Readonly<Record<string, string>>;
  readonly #onLaunch: (bot: BotProcess) => void;
  readonly #all: BotProcess[] = [];
  readonly #ended = new Map<BotProcess, string>();
  #orders: Orders = {};

  /** @param onLaunch for each process that begins; without a store it is one file */
  constructor(settings: Readonly<Record<string, string>>, onLaunch: (bot: BotProcess) => void, store?: TortureStore) {
    this.store = store ?? new SqliteTortureStore(join(this.#folder.path, 'bot.sqlite'));
    this.#settings = settings;
    this.#onLaunch = onLaunch;
    this.order({});
  }

  /** Those that have not ended, oldest first. */
  get running(): readonly BotProcess[] {
    return this.#all.filter((bot) => !this.#ended.has(bot));
  }

  /** Of all processes, one after the other. */
  get log(): string {
    return this.#all
      .map((bot) => `process ${bot.pid}\n${bot.stdout}${bot.stderr}${this.#ended.get(bot) ?? 'still runs'}\n`)
      .join('');
  }

  /** What ended a process from inside, and must not. */
  get strayErrors(): readonly string[] {
    return this.#all.flatMap(({ pid, stderr }) =>
      stderr.includes('an error that nobody caught') ? [`process ${pid} ended with an error that nobody caught`] : [],
    );
  }

  /** In force within a twentieth of a second, in all processes, also in later ones. */
  order(change: Orders): void {
    this.#orders = { ...this.#orders, ...change };
    const whole = `${this.#ordersPath}.new`; // nobody reads half of it
    writeFileSync(whole, JSON.stringify(this.#orders));
    renameSync(whole, this.#ordersPath);
  }

  /** The clocks of all processes go on by so much at once, milliseconds. */
  passTime(ms: number): void {
    this.order({ clockOffsetMs: (this.#orders.clockOffsetMs ?? 0) + ms });
  }

  withdraw(...names: (keyof Orders)[]): void {
    for (const name of names) delete this.#orders[name];
    this.order({});
  }

  async launch(): Promise<BotProcess> {
    const bot = new BotProcess({
      NODE_OPTIONS: `--import=${preload}`,
      [ORDERS_VARIABLE]: this.#ordersPath,
      STORE_URL: await this.store.nextUrl(),
      LOG_LEVEL: 'debug',
      AITTA_REQUESTS_PER_MINUTE: '100000',
      TURNS_PER_MINUTE: '1000',
      OLD_QUESTION_MINUTES: '0', // clocks jump by an hour, and nobody is there to press a button
      ...this.#settings,
    });
    this.#all.push(bot);
    this.#onLaunch(bot);
    void bot.ended.then((code) =>
      this.#ended.set(bot, `${new Date().toISOString()}: ended with ${code ?? 'a signal'}`),
    );
    return bot;
  }

  /** A process that has started; another one where it died before, because torture goes on during a start. */
  async start(): Promise<BotProcess> {
    const until = Date.now() + START_MS;
    for (;;) {
      const bot = await this.launch();
      try {
        await bot.started();
        return bot;
      } catch (error) {
        if (Date.now() > until) throw error;
        this.withdraw('killAt');
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  async killAll(): Promise<void> {
    await Promise.all(this.running.map((bot) => bot.kill()));
  }

  async remove(): Promise<void> {
    await this.killAll();
    await this.store.close();
    this.#folder.remove();
  }

  get #ordersPath(): string {
    return join(this.#folder.path, 'orders.json');
  }
}

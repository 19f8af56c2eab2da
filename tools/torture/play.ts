import { writeFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import { Chance } from './chance.ts';
import { Crowd } from './crowd.ts';
import { doings, hardships, kills, troubles } from './faults.ts';
import type { Fault } from './faults.ts';
import { isClean, judge, type Judgement } from './judge.ts';
import { describePlaces } from './describe-places.ts';
import { Program } from './program.ts';
import { replicaHardships, replicaKills } from './replica-faults.ts';
import { PostgresTortureStore } from './store/postgres-torture-store.ts';
import type { Question } from './question.ts';
import type { TortureStage } from './torture-stage.ts';

export interface PlayOptions {
  questions: number;
  kills: number;
  seed: number;
  /** Names, see `faultNames`. */
  faults: readonly string[];
  /** Processes at once, on PostgreSQL where there are several. */
  replicas?: number;
  /** The file that the program's log is written to in the end, and with `.sqlite` (or `.json`) and `.said` behind its name the store and what stands in each place. */
  log?: string | undefined;
}

export interface Outcome extends PlayOptions {
  judgement: Judgement;
  /** From each kill to the first answer to something that was asked before, milliseconds. */
  resumedMs: readonly number[];
  /** Of how often each fault happened. */
  happened: Readonly<Record<string, number>>;
}

/** So many questions are open at once, and milliseconds between two of them. */
const MAX_OPEN = 14;
const MAX_BETWEEN_MS = 90;
/** Long enough for what is looked at again after a late arrival, and for a lease, milliseconds. */
const SETTLE_MS = 75_000;
const MAX_SETTLE_MS = 8 * SETTLE_MS;
const LOOK_MS = 200;
/** So long an ordeal waits until everything is answered, milliseconds. */
const MAX_QUIET_MS = 60_000;
/** How many times as long as a look took the fakes have the process for themselves. */
const LEISURE = 5;
/** After this Discord's places are on the disk, milliseconds. */
const FLUSHED_MS = 6_000;
/** Questions for each trouble, each hardship, and each thing that people do to a question. */
const QUESTIONS_PER_TROUBLE = 5;
const QUESTIONS_PER_HARDSHIP = 30;
const QUESTIONS_PER_DOING = 12;

/** Asks, torments meanwhile, lets everything heal, and looks at what is there then. */
export const play = async (options: PlayOptions, openStage: () => Promise<TortureStage>): Promise<Outcome> => {
  const stage = await openStage();
  const store = isReplicated(options) ? await PostgresTortureStore.open() : undefined;
  const program = new Program(stage.settings, (bot) => stage.meet(bot), store);
  const tormented = new Play(options, stage, program);
  try {
    return await tormented.run();
  } finally {
    await program.killAll();
    if (options.log !== undefined) {
      writeFileSync(options.log, program.log);
      writeFileSync(`${options.log}.said`, tormented.places);
      await program.store.save(options.log);
    }
    await program.remove();
    await stage.close();
  }
};

const isReplicated = ({ replicas = 1 }: PlayOptions): boolean => replicas > 1;

class Play {
  readonly #options: PlayOptions;
  readonly #stage: TortureStage;
  readonly #program: Program;
  readonly #chance: Chance;
  readonly #crowd: Crowd;
  readonly #happened: Record<string, number> = {};
  readonly #resumedMs: number[] = [];
  readonly #problems: string[] = [];
  #killedAt: number | undefined;
  #ordeal: Promise<void> = Promise.resolve();
  #mayAsk: Promise<void> = Promise.resolve();

  constructor(options: PlayOptions, stage: TortureStage, program: Program) {
    this.#options = options;
    this.#stage = stage;
    this.#program = program;
    this.#chance = new Chance(options.seed);
    this.#crowd = new Crowd(stage, options.seed);
  }

  async run(): Promise<Outcome> {
    for (let n = 0; n < (this.#options.replicas ?? 1); n += 1) await this.#program.start();
    await this.#stage.ready();
    const warm = await this.#warmUp();
    const plan = this.#plan();
    for (let n = warm + 1; n <= this.#options.questions; n += 1) {
      await this.#room();
      this.#crowd.ask(n);
      for (const name of plan.get(n) ?? []) await this.#torment(name);
      await rest(this.#chance.between(0, MAX_BETWEEN_MS));
    }
    await Promise.all([this.#ordeal, this.#crowd.warm()]);
    await this.#heal();
    await this.#settle();
    for (const question of this.#crowd.talks.flatMap(({ questions }) => questions))
      if (this.#chance.oneIn(5)) this.#stage.redeliver(question);
    await rest(1_500);
    const judgement = await this.#settle();
    return {
      ...this.#options,
      judgement: await this.#end(judgement),
      resumedMs: this.#resumedMs,
      happened: this.#happened,
    };
  }

  get #kills(): Readonly<Record<string, Fault>> {
    return isReplicated(this.#options) ? replicaKills : kills;
  }

  get #hardships(): Readonly<Record<string, Fault>> {
    return isReplicated(this.#options) ? replicaHardships : hardships;
  }

  get places(): string {
    return describePlaces(this.#stage, this.#crowd.talks);
  }

  /** @returns how many questions that took. */
  async #warmUp(): Promise<number> {
    const { known } = this.#stage;
    for (const [index, opened] of known.entries()) this.#crowd.openTalk(index + 1, opened);
    while (this.#crowd.open.size > 0) await this.#atLeisure(() => this.#look());
    if (known.length > 0) await rest(FLUSHED_MS);
    return known.length;
  }

  /** After which question what happens. */
  #plan(): Map<number, string[]> {
    const { questions, faults } = this.#options;
    const plan = new Map<number, string[]>();
    const put = (many: number, names: readonly string[]): void => {
      const wanted = names.filter((name) => faults.includes(name));
      for (let n = 0; n < many && wanted.length > 0; n += 1) {
        const at = this.#chance.between(this.#stage.known.length + 1, questions);
        plan.set(at, [...(plan.get(at) ?? []), this.#chance.pick(wanted)]);
      }
    };
    put(this.#options.kills, Object.keys(this.#kills));
    put(Math.ceil(questions / QUESTIONS_PER_HARDSHIP), Object.keys(this.#hardships));
    put(Math.ceil(questions / QUESTIONS_PER_TROUBLE), Object.keys(troubles));
    put(Math.ceil(questions / QUESTIONS_PER_DOING), doings);
    return plan;
  }

  async #torment(name: string): Promise<void> {
    this.#count(name);
    const trouble = troubles[name];
    if (trouble) {
      this.#stage.trouble(trouble, this.#chance);
      return;
    }
    if (name === 'park') this.#crowd.park(this.#chance, () => this.#count('put off'));
    if (name === 'stop' || name === 'edit') this.#crowd.do(name, this.#chance);
    if (doings.includes(name)) return;
    await this.#ordeal; // one at a time; questions and troubles go on meanwhile
    const fault = this.#kills[name] ?? this.#hardships[name];
    const victim = {
      stage: this.#stage,
      program: this.#program,
      chance: this.#chance,
      noteKill: () => this.#noteKill(),
      hush: () => this.#hush(),
      quiet: () => this.#quiet(),
      noteProblem: (problem: string) => void this.#problems.push(problem),
    };
    this.#ordeal = fault?.(victim) ?? Promise.resolve();
  }

  #count(name: string): void {
    this.#happened[name] = (this.#happened[name] ?? 0) + 1;
  }

  #noteKill(): void {
    this.#look();
    this.#killedAt = this.#crowd.open.size > 0 ? Date.now() : undefined;
  }

  #hush(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#mayAsk = promise;
    return resolve;
  }

  async #quiet(): Promise<void> {
    const until = Date.now() + MAX_QUIET_MS;
    while ((this.#crowd.open.size > 0 || this.#stage.lateCalls > 0) && Date.now() < until)
      await this.#atLeisure(() => this.#look());
  }

  /** Waits while too many questions are open, or nobody may ask. */
  async #room(): Promise<void> {
    await this.#mayAsk;
    this.#look();
    while (this.#crowd.open.size >= MAX_OPEN) await this.#atLeisure(() => this.#look());
  }

  #look(): void {
    this.#crowd.look((question) => this.#noteAnswer(question));
  }

  #noteAnswer({ askedAt }: Question): void {
    if (this.#killedAt === undefined || askedAt > this.#killedAt) return;
    this.#resumedMs.push(Date.now() - this.#killedAt);
    this.#killedAt = undefined;
  }

  async #heal(): Promise<void> {
    this.#stage.heal();
    this.#stage.aitta.clearFaults();
    this.#program.withdraw('killAt', 'freePages');
    if (this.#program.running.length === 0) await this.#program.start();
  }

  /** Until nothing is wrong, or nothing has changed for so long that nothing will. */
  async #settle(): Promise<Judgement> {
    const until = Date.now() + MAX_SETTLE_MS;
    let [last, changedAt] = ['', Date.now()];
    for (;;) {
      const kept = await this.#program.store.read();
      const judgement = await this.#atLeisure(() => {
        this.#look();
        return judge(this.#stage, this.#crowd.talks, kept);
      });
      if (isClean(judgement) && this.#stage.lateCalls === 0) return judgement;
      const now = judgement.problems.join('\n');
      if (now !== last) [last, changedAt] = [now, Date.now()];
      else if (Date.now() - changedAt > SETTLE_MS || Date.now() > until) return judgement;
    }
  }

  /** The fakes live in this process: whatever looks at them leaves most of the time to them. */
  async #atLeisure<T>(look: () => T): Promise<T> {
    const begun = Date.now();
    const seen = look();
    await rest(Math.max(LOOK_MS, LEISURE * (Date.now() - begun)));
    return seen;
  }

  /** Ends the program in order, so that nothing can be said after the last look. */
  async #end(before: Judgement): Promise<Judgement> {
    const codes = await Promise.all(
      this.#program.running.map((bot) => {
        bot.signal('SIGTERM');
        return bot.ended;
      }),
    );
    const problems = [
      ...this.#problems,
      ...codes.filter((code) => code !== 0).map((code) => `the last process ended with ${code}`),
      ...(codes.length === 0 ? ['no process was left'] : []),
      ...this.#program.strayErrors,
    ];
    const last = judge(this.#stage, this.#crowd.talks, await this.#program.store.read());
    return isClean(before) || !isClean(last) || problems.length > 0
      ? { ...last, problems: [...last.problems, ...problems] }
      : before;
  }
}

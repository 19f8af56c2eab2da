import { copyFileSync, writeFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import { english } from '../../src/core/sentences/english.ts';
import { Chance } from './chance.ts';
import { doings, hardships, kills, troubles } from './faults.ts';
import { isClean, judge, type Judgement } from './judge.ts';
import { describePlaces } from './describe-places.ts';
import { Program } from './program.ts';
import { longQuestion, shortQuestion, type Opening, type Question, type Talk, type Way } from './question.ts';
import { MODEL } from './scene.ts';
import type { TortureStage } from './torture-stage.ts';

export interface PlayOptions {
  questions: number;
  kills: number;
  seed: number;
  /** Names, see `faultNames`. */
  faults: readonly string[];
  /** The file that the program's log is written to in the end, and with `.sqlite` and `.said` behind its name the store and what stands in each place. */
  log?: string | undefined;
}

export interface Outcome extends PlayOptions {
  judgement: Judgement;
  /** From each kill to the first answer to something that was asked before, milliseconds. */
  resumedMs: readonly number[];
  /** Of how often each fault happened. */
  happened: Readonly<Record<string, number>>;
}

/** So many questions are open at once, milliseconds between two of them, and so long one may stay open before it is no longer counted. */
const MAX_OPEN = 14;
const MAX_BETWEEN_MS = 90;
const MAX_OPEN_MS = 45_000;
/** Long enough for what is looked at again after a late arrival, and for a lease, milliseconds. */
const SETTLE_MS = 75_000;
const LOOK_MS = 200;
/** The bot offers ways out of a wait for a cold model after five seconds, milliseconds. */
const OFFERED_MS = 6_500;
/** After this Discord's places are on the disk, milliseconds. */
const FLUSHED_MS = 6_000;
/** Questions for each trouble, each hardship, and each thing that people do to a question. */
const QUESTIONS_PER_TROUBLE = 5;
const QUESTIONS_PER_HARDSHIP = 30;
const QUESTIONS_PER_DOING = 12;

/** Asks, torments meanwhile, lets everything heal, and looks at what is there then. */
export const play = async (options: PlayOptions, openStage: () => Promise<TortureStage>): Promise<Outcome> => {
  const stage = await openStage();
  const program = new Program(stage.settings);
  const tormented = new Play(options, stage, program);
  try {
    return await tormented.run();
  } finally {
    await program.killAll();
    if (options.log !== undefined) {
      writeFileSync(options.log, program.log);
      writeFileSync(`${options.log}.said`, tormented.places);
      copyFileSync(program.store, `${options.log}.sqlite`);
    }
    await program.remove();
    await stage.close();
  }
};

class Play {
  readonly #options: PlayOptions;
  readonly #stage: TortureStage;
  readonly #program: Program;
  readonly #chance: Chance;
  readonly #talks: Talk[] = [];
  readonly #open = new Set<Question>();
  readonly #happened: Record<string, number> = {};
  readonly #resumedMs: number[] = [];
  #killedAt: number | undefined;
  #ordeal: Promise<void> = Promise.resolve();
  #cold: Promise<void> | undefined;

  constructor(options: PlayOptions, stage: TortureStage, program: Program) {
    this.#options = options;
    this.#stage = stage;
    this.#program = program;
    this.#chance = new Chance(options.seed);
  }

  async run(): Promise<Outcome> {
    await this.#program.start();
    const warm = await this.#warmUp();
    const plan = this.#plan();
    for (let n = warm + 1; n <= this.#options.questions; n += 1) {
      await this.#room();
      this.#ask(n);
      for (const name of plan.get(n) ?? []) await this.#torment(name);
      await rest(this.#chance.between(0, MAX_BETWEEN_MS));
    }
    await Promise.all([this.#ordeal, this.#cold]);
    await this.#heal();
    await this.#settle();
    for (const question of this.#talks.flatMap(({ questions }) => questions))
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

  get places(): string {
    return describePlaces(this.#stage, this.#talks);
  }

  /** @returns how many questions that took. */
  async #warmUp(): Promise<number> {
    const { known } = this.#stage;
    for (const [index, opened] of known.entries()) this.#openTalk(index + 1, opened);
    while (this.#open.size > 0) {
      await rest(LOOK_MS);
      this.#look();
    }
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
    put(this.#options.kills, Object.keys(kills));
    put(Math.ceil(questions / QUESTIONS_PER_HARDSHIP), Object.keys(hardships));
    put(Math.ceil(questions / QUESTIONS_PER_TROUBLE), Object.keys(troubles));
    put(Math.ceil(questions / QUESTIONS_PER_DOING), doings);
    return plan;
  }

  async #torment(name: string): Promise<void> {
    this.#happened[name] = (this.#happened[name] ?? 0) + 1;
    const trouble = troubles[name];
    if (trouble) {
      this.#stage.trouble(trouble, this.#chance);
      return;
    }
    if (doings.includes(name)) {
      this.#doing(name);
      return;
    }
    await this.#ordeal; // one at a time; questions and troubles go on meanwhile
    const fault = kills[name] ?? hardships[name];
    const victim = {
      stage: this.#stage,
      program: this.#program,
      chance: this.#chance,
      noteKill: () => this.#noteKill(),
    };
    this.#ordeal = fault?.(victim) ?? Promise.resolve();
  }

  /** What people do to a question that is open. */
  #doing(name: string): void {
    if (name === 'park') this.#cold ??= this.#park().finally(() => (this.#cold = undefined));
    if (this.#open.size === 0 || name === 'park') return;
    const question = this.#chance.pick([...this.#open]);
    if (name === 'stop') {
      // Whoever is the first in the place is stopped.
      if (this.#stage.press(question, english.stop)) for (const each of question.talk.questions) each.isStopped = true;
      return;
    }
    const wording = shortQuestion(question.n, this.#chance.between(5, 60), `edit${question.wordings.length}`);
    if (this.#stage.edit(question, wording.asked)) question.wordings.push(wording);
  }

  /** The model is cold for a while, and some of those who wait put their questions off. */
  async #park(): Promise<void> {
    this.#stage.aitta.setWorker(MODEL.id, 'starting', { hold: true });
    await rest(OFFERED_MS);
    for (const { talk } of [...this.#open].slice(0, 4)) {
      const [first] = talk.questions;
      // Whoever is the first in the place is put off.
      if (first && this.#stage.press(first, english.park)) for (const each of talk.questions) each.isParked = true;
    }
    await rest(this.#chance.between(500, 2_500));
    this.#stage.aitta.setWorker(MODEL.id, 'running');
  }

  #noteKill(): void {
    this.#look();
    this.#killedAt = this.#open.size > 0 ? Date.now() : undefined;
  }

  #ask(n: number): void {
    const talk = this.#chance.oneIn(3) ? undefined : this.#someTalk();
    if (talk && this.#askIn(talk, n, this.#goingOn(talk))) return;
    const opened = this.#chance.pick(this.#stage.openings);
    if (!this.#openTalk(n, opened)) this.#openTalk(n, 'mention');
  }

  #goingOn({ opened }: Talk): Way {
    if (opened === 'direct') return 'direct';
    return this.#chance.oneIn(4) ? 'mention' : 'follow-up';
  }

  /** @returns false where that is not possible yet. */
  #openTalk(n: number, opened: Opening): boolean {
    const talk: Talk = { id: this.#talks.length, person: this.#talks.length, opened, questions: [] };
    this.#talks.push(talk);
    if (this.#askIn(talk, n, opened)) return true;
    this.#talks.pop();
    return false;
  }

  /** One of the last, or one of those that were opened first. */
  #someTalk(): Talk | undefined {
    const known = this.#talks.slice(0, this.#stage.known.length);
    const from = [...this.#talks.slice(-6), ...known].filter(({ opened }) => opened !== 'reply');
    return from.length === 0 ? undefined : this.#chance.pick(from);
  }

  #askIn(talk: Talk, n: number, way: Way): boolean {
    const hasLong = talk.questions.some(({ wordings }) => wordings[0]?.begins.startsWith('1 '));
    const mayBeLong = way === 'mention' || way === 'follow-up' || way === 'direct';
    const isLong = mayBeLong && !hasLong && this.#chance.oneIn(12);
    const wording = isLong ? longQuestion(this.#stage.longTo + n) : shortQuestion(n, this.#chance.between(5, 60));
    const question: Question = {
      n,
      talk,
      way,
      wordings: [wording],
      askedAt: Date.now(),
      isStopped: false,
      isParked: false,
    };
    talk.questions.push(question);
    if (this.#stage.ask(question)) {
      this.#open.add(question);
      return true;
    }
    talk.questions.pop();
    return false;
  }

  /** Waits while too many questions are open. */
  async #room(): Promise<void> {
    this.#look();
    while (this.#open.size >= MAX_OPEN) {
      await rest(LOOK_MS);
      this.#look();
    }
  }

  /** Who is answered, or waits too long to be waited for. */
  #look(): void {
    for (const question of this.#open) {
      const text = this.#stage
        .saidIn(question.talk)
        .map((said) => said.text)
        .join(' ')
        .replaceAll(/\s+/g, ' ');
      const isAnswered = question.wordings.some(({ answer }) => text.includes(answer.slice(-60))); // of a long answer the end; others may stand in between
      if (!isAnswered && Date.now() - question.askedAt < MAX_OPEN_MS) continue;
      this.#open.delete(question);
      if (!isAnswered || this.#killedAt === undefined || question.askedAt > this.#killedAt) continue;
      this.#resumedMs.push(Date.now() - this.#killedAt);
      this.#killedAt = undefined;
    }
  }

  async #heal(): Promise<void> {
    this.#stage.heal();
    this.#stage.aitta.clearFaults();
    this.#program.withdraw('killAt', 'freePages');
    if (this.#program.running.length === 0) await this.#program.start();
  }

  /** Until nothing is wrong, or nothing will change any more. */
  async #settle(): Promise<Judgement> {
    const until = Date.now() + SETTLE_MS;
    for (;;) {
      this.#look();
      const judgement = judge(this.#stage, this.#talks, this.#program.store);
      if ((isClean(judgement) && this.#stage.lateCalls === 0) || Date.now() > until) return judgement;
      await rest(LOOK_MS);
    }
  }

  /** Ends the program in order, so that nothing can be said after the last look. */
  async #end(before: Judgement): Promise<Judgement> {
    const codes = await Promise.all(
      this.#program.running.map((bot) => {
        bot.signal('SIGTERM');
        return bot.ended;
      }),
    );
    const problems = codes.filter((code) => code !== 0).map((code) => `the last process ended with ${code}`);
    const last = judge(this.#stage, this.#talks, this.#program.store);
    return isClean(before) || !isClean(last) ? { ...last, problems: [...last.problems, ...problems] } : before;
  }
}

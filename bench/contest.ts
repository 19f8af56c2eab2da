import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createStandin } from '../src/standin/standin.ts';
import type { Contender, Ground } from './contender.ts';
import { contendersOn } from './contender.ts';
import { medianOf, quantileOf } from './measure.ts';
import { MeasuredProcess } from './measured-process.ts';
import type { Profile } from './report-usage.ts';
import { openDiscord, openSlack } from './playing-field.ts';
import type { Asked, PlayingField } from './playing-field.ts';

/** What one bot has cost on one platform; medians of the rounds. */
export interface Figures {
  name: string;
  cpuMsPerTurn: number;
  /** The same, round by round: those of the same round met the same machine. */
  cpuMsByRound: readonly number[];
  requestsPerTurn: number;
  /** With many turns in flight, milliseconds. */
  firstSignMs: { median: number; p99: number };
  /** Of that the CPU time of the bot's own thread, the other turns' work included. */
  ownSignMs: { median: number; p99: number };
  /** From the model's last byte to the request with the answer, milliseconds. */
  lastByteMs: number;
  idleMib: number;
  loadedMib: number;
}

/** Everything in a contest is done so often, and by so many at once. */
export interface Effort {
  /** Asked before anything is measured, so that compilers have warmed up and caches are filled. */
  warmUpTurns: number;
  rounds: number;
  turns: number;
  lanes: number;
  /** Turns in flight while first signs are measured, and how many are asked. */
  inFlight: number;
  timedTurns: number;
  /** How often so many are in flight of which half are asked one by one. */
  crowds: number;
}
export const FULL: Effort = {
  warmUpTurns: 400,
  rounds: 11,
  turns: 80,
  lanes: 8,
  inFlight: 50,
  timedTurns: 200,
  crowds: 4,
};
export const QUICK: Effort = { ...FULL, warmUpTurns: 150, rounds: 5, turns: 30, timedTurns: 60, crowds: 1 };

/** Sixty tokens in pieces of one, as a model writes them: at once nearly, and as fast as people read. */
const ANSWER = 'Blue light is scattered far more than red light. '.repeat(6);
const MODEL = 'acme/talks';
const FAST = { id: MODEL, window: 131_072, pace: { firstTokenMs: 5, pieceMs: 1 } };
const SLOW = { id: MODEL, window: 131_072, pace: { firstTokenMs: 500, pieceMs: 40 } };
/** About so long takes an answer of the slow model: questions are asked evenly over it, as people do, milliseconds. */
const SLOW_MS = 3_000;
/** By then whoever was asked has posted, milliseconds. */
const SIGN_MS = 1_500;
/** What a bot does after an answer is part of it, milliseconds. */
const SETTLE_MS = 400;
const MIB = 2 ** 20;

/** Runs all contenders side by side, in turn, so that whatever else the machine does meets each of them. */
export const runContest = async (ground: Ground, effort: Effort): Promise<Figures[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const endedAt = new Map<string, number>();
  const aitta = createStandin({
    scenario: { models: [FAST] },
    onAnswered: ({ chat }) => endedAt.set(markIn(JSON.stringify(chat?.messages.at(-1) ?? '')), Date.now()),
  });
  await aitta.listen();
  const runners: Runner[] = [];
  try {
    for (const contender of contendersOn[ground])
      runners.push(await Runner.start({ contender, ground, aittaUrl: aitta.url, folder, effort, endedAt }));
    for (const runner of runners) await runner.warmUp();
    for (let round = 0; round < effort.rounds; round++) for (const runner of runners) await runner.race();
    aitta.putModel(SLOW);
    for (const runner of runners) await runner.time();
    return runners.map((runner) => runner.figures());
  } finally {
    for (const runner of runners) await runner.end();
    await aitta.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const markIn = (text: string): string => /mark-\w+/.exec(text)?.[0] ?? '';

interface RunnerParts {
  contender: Contender;
  ground: Ground;
  aittaUrl: string;
  folder: string;
  effort: Effort;
  /** When the model's last byte went out, by the mark of the question, epoch milliseconds. */
  endedAt: ReadonlyMap<string, number>;
}

/** One bot on a platform of its own. It runs all the time, and is asked when it is its turn. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #field: PlayingField;
  readonly #bot: MeasuredProcess;
  readonly #idleMib: number;
  readonly #cpuMs: number[] = [];
  readonly #requests: number[] = [];
  readonly #signs: number[] = [];
  readonly #ownSigns: number[] = [];
  readonly #lastBytes: number[] = [];
  #loadedMib = Number.NaN;
  #asked = 0;

  private constructor(parts: RunnerParts, field: PlayingField, bot: MeasuredProcess, idleMib: number) {
    this.#parts = parts;
    this.#field = field;
    this.#bot = bot;
    this.#idleMib = idleMib;
  }

  static async start(parts: RunnerParts): Promise<Runner> {
    const { contender, ground, aittaUrl, effort } = parts;
    const field = ground === 'Slack' ? await openSlack() : await openDiscord(effort.inFlight);
    const folder = join(parts.folder, contender.name.replaceAll(' ', '-'));
    mkdirSync(folder);
    const env = { ...contender.env({ aittaUrl, model: MODEL, folder }), ...field.env };
    const bot = await MeasuredProcess.start(contender.program, env);
    await pause(SETTLE_MS * 5);
    const { memoryBytes } = await bot.usage('usage without garbage');
    return new Runner(parts, field, bot, memoryBytes / MIB);
  }

  async warmUp(): Promise<void> {
    const { warmUpTurns, lanes } = this.#parts.effort;
    await this.#ask(warmUpTurns, lanes);
    await pause(SETTLE_MS);
  }

  /** As many turns as it takes to tell what one costs. */
  async race(): Promise<void> {
    const { turns, lanes } = this.#parts.effort;
    const [before, requestsBefore] = [await this.#bot.usage(), this.#field.requests()];
    await this.#ask(turns, lanes);
    await pause(SETTLE_MS);
    const after = await this.#bot.usage();
    this.#cpuMs.push((after.cpuMs - before.cpuMs) / turns);
    this.#requests.push((this.#field.requests() - requestsBefore) / turns);
    this.#loadedMib = after.memoryBytes / MIB;
  }

  /** What the processor does during so many turns. */
  profile(): Promise<Profile> {
    const { turns, lanes } = this.#parts.effort;
    return this.#bot.profile(() => this.#ask(turns, lanes));
  }

  /** How soon it responds while many wait. */
  async time(): Promise<void> {
    const { timedTurns, inFlight } = this.#parts.effort;
    const asked = await this.#ask(timedTurns, inFlight, SLOW_MS);
    this.#signs.push(...asked.map(({ firstSignMs }) => firstSignMs));
    this.#lastBytes.push(...asked.map(({ answerAt, endedAt }) => answerAt - endedAt));
    for (let crowd = 0; crowd < this.#parts.effort.crowds; crowd++) await this.#timeInCrowd();
  }

  /** Half of the turns are being answered; the others come one by one, and of each it is seen what the bot does until its first sign. */
  async #timeInCrowd(): Promise<void> {
    const { inFlight } = this.#parts.effort;
    const half = Math.floor(inFlight / 2);
    const turns = Array.from({ length: half }, (_, lane) => this.#askOne(lane));
    await pause(SIGN_MS);
    for (let lane = half; lane < inFlight; lane++) {
      const { ownMs } = await this.#bot.untilSign(() => turns.push(this.#askOne(lane)));
      if (!Number.isNaN(ownMs)) this.#ownSigns.push(ownMs);
    }
    await Promise.all(turns);
    await pause(SETTLE_MS);
  }

  async #ask(turns: number, lanes: number, spreadMs = 0): Promise<(Asked & { endedAt: number })[]> {
    const asked: (Asked & { endedAt: number })[] = [];
    let left = turns;
    const lane = async (n: number): Promise<void> => {
      await pause((n * spreadMs) / lanes);
      while (left-- > 0) {
        asked.push(await this.#askOne(n));
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, n) => lane(n)));
    return asked;
  }

  async #askOne(lane: number): Promise<Asked & { endedAt: number }> {
    const mark = `mark-${(this.#asked += 1)}x${Math.random().toString(36).slice(2)}`;
    const seen = await this.#field.ask(`repeat: ${ANSWER}${mark}`, lane, new RegExp(`${mark}[^]*acme/`));
    return { ...seen, endedAt: this.#parts.endedAt.get(mark) ?? Number.NaN };
  }

  figures(): Figures {
    return {
      name: this.#parts.contender.name,
      cpuMsPerTurn: medianOf(this.#cpuMs),
      cpuMsByRound: this.#cpuMs,
      requestsPerTurn: medianOf(this.#requests),
      firstSignMs: { median: medianOf(this.#signs), p99: quantileOf(this.#signs, 0.99) },
      ownSignMs: { median: medianOf(this.#ownSigns), p99: quantileOf(this.#ownSigns, 0.99) },
      lastByteMs: medianOf(this.#lastBytes),
      idleMib: this.#idleMib,
      loadedMib: this.#loadedMib,
    };
  }

  async end(): Promise<void> {
    await this.#bot.end();
    await this.#field.close();
  }
}

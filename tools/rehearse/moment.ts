import type { Standin } from '../../src/standin/standin.ts';
import type { BotProcess } from '../../test/whole/bot-process.ts';

/** Where a moment is rehearsed: a fake platform and a stand-in for Aitta, with one person, one channel and one thread. */
export interface Stage {
  /** The variables that the bot is started with. */
  readonly settings: Readonly<Record<string, string>>;
  readonly aitta: Standin;
  /** The bot's messages as the person reads them now, oldest first. */
  said(): string[];
  /** Looks after every change at the platform. Rejects when it is not seen for so long that it will not come. */
  until(see: () => unknown, what: string): Promise<void>;
  /** Everything that was asked arrives once more, as a platform does that did not hear an acknowledgement. */
  redeliver(): Promise<void>;
  close(): Promise<void>;
}

/** Asks, and resolves in the moment in which the process is to be killed. */
export type Reach<S extends Stage> = (stage: S, bot: BotProcess) => Promise<unknown>;

/** A moment of a turn. Each of its kills is followed by a new process. */
export interface Moment<S extends Stage> {
  /** For the command line. */
  name: string;
  /** For the table: "killed ...". */
  when: string;
  model?: string;
  kills: readonly Reach<S>[];
  /** What held the turn up is over, after the last kill. */
  recover?: (stage: S) => void;
  /** The answers, in order: each is to stand there once, and nothing of the bot's beside them and their footers. */
  answers: readonly string[];
  /** How often the model may be asked; 1 where an answer was kept before the kill. */
  mostAsked: number;
}

/** What became of it. Without problems nothing was lost, said twice, or left open. */
export interface Outcome {
  when: string;
  atKill: string[];
  inTheEnd: string[];
  answers: number;
  asked: number;
  /** From the start of the last process to the whole answer. */
  seconds: number;
  problems: string[];
}

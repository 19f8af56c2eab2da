import type { Standin } from '../../src/standin/standin.ts';
import type { BotProcess } from '../../test/whole/bot-process.ts';
import type { Chance } from './chance.ts';
import type { Opening, Question, Talk } from './question.ts';

/** A message of the bot's as people read it now. */
export interface Said {
  text: string;
  /** It says that there is more to come: a Stop button, a stream that runs. */
  isOpen: boolean;
  /** What it is called, for whoever looks for its cause. */
  id: string;
}

/** What a platform, or the way to it, does wrong. */
export type Trouble =
  'lost-response' | 'late-arrival' | 'slow' | 'hang' | 'reset' | 'rate-limit' | 'server-error' | 'cut' | 'redelivery';

/** A fake platform with many people, places and questions, and a stand-in for Aitta. */
export interface TortureStage {
  readonly settings: Readonly<Record<string, string>>;
  readonly aitta: Standin;
  /** Kinds of new conversations, the frequent ones several times. */
  readonly openings: readonly Opening[];
  /** Conversations that have to be opened before anything goes wrong. */
  readonly known: readonly Opening[];
  /** Numbers of an answer that takes several messages here. */
  readonly longTo: number;
  /** A process runs from now on, or has begun to. */
  meet(bot: BotProcess): void;
  /** Resolves when people can ask; a process has started. */
  ready(): Promise<void>;
  /** @returns false where it cannot be asked yet, because the place is not there. */
  ask(question: Question): boolean;
  /** Presses the first button of this name in the place of a question. @returns false where there is none. */
  press(question: Question, label: string): boolean;
  /** @returns false for what cannot be edited, a command. */
  edit(question: Question, asked: string): boolean;
  /** The bot's messages in the talk's place, in the order in which they stand there. */
  saidIn(talk: Talk): Said[];
  /** All of the bot's messages that stand, wherever. */
  saidAnywhere(): Said[];
  /** What else is wrong there, one line each. */
  complaints(): readonly string[];
  /** The platform gave it up before the bot had acknowledged it, and said so. */
  isUndelivered(question: Question): boolean;
  /** What was said below a mention was acknowledged before the mention was: where a process dies in between, nobody takes it (docs/delivery.md). */
  isUnheard(question: Question): boolean;
  /** Its id in the queue of turns, where it can be known. */
  turnId(question: Question): string | undefined;
  /** Makes the trouble. @returns how long it will last at most, milliseconds */
  trouble(what: Trouble, chance: Chance): number;
  /** What was ordered and not met yet is no longer to come. */
  heal(): void;
  /** Kills in the moment of a send: resolves when a send is at the platform, carried out or not, and its end has not been told. */
  atSend(isCarriedOut: boolean): Promise<void>;
  /** What the bot has asked to be shown, changed or taken away, in order: what people would see of it. */
  readonly sends: readonly string[];
  /** Minutes pass for the platform while no process runs: it forgets what it remembers for as long only. */
  longAway(): void;
  /** More time passes for the platform than messages may overtake each other by. */
  passMinute(): void;
  /** Nobody can read what was said before, until the function that comes back is called. */
  hidePast(): () => void;
  /** The same deliveries once more. */
  redeliver(question: Question): void;
  /** Calls that the platform still has to carry out. */
  readonly lateCalls: number;
  close(): Promise<void>;
}

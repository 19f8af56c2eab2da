import { dropRefused, findLimit, findRefusal, isAdmitted, LIKE_QUESTIONS, mayHear, nothingKept } from './admission.ts';
import type { Refusal } from './admission.ts';
import type { AccessRules } from './access.ts';
import { answerQuestion } from './answer-question.ts';
import type { Limits } from './limits.ts';
import { wholeChoice } from '../commands/choices.ts';
import { isQuestion } from '../commands/question-commands.ts';
import { parseInput } from '../commands/parse-input.ts';
import { runCommand } from '../commands/run-command.ts';
import { suggest } from '../commands/suggest.ts';
import { BotError, isBotError } from '../errors.ts';
import { wholeText } from '../memory/past-turn.ts';
import { languageFor } from './language.ts';
import { notePromise, OldQuestions } from './old-question.ts';
import { causeOf, failedAnswer } from './failed-answer.ts';
import { endAfter } from './notice-after.ts';
import { OutageEnds } from './outage-ends.ts';
import { isPromised } from './park.ts';
import { TurnSteps } from './turn-steps.ts';
import type { Arrival, Call, Choice, Inbox } from '../ports/arrival.ts';
import type { Clock } from '../../async/clock.ts';
import type { Memories } from '../memory/memories.ts';
import { isStillAsked, remember } from '../memory/remember.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Log, TurnMeter } from '../ports/operator.ts';
import type { KeptElsewhere } from '../kept-kind.ts';
import type { Platform, View } from '../ports/platform.ts';
import type { Kept, Turn, TurnQueue } from '../ports/turns.ts';
import type { Language } from '../sentences/language.ts';
import { sentencesFor } from '../sentences/sentences-for.ts';
import type { Sentences } from '../sentences/sentences.ts';
import type { Command } from '../commands/command.ts';

export interface ConversationParts {
  turns: TurnQueue;
  /** Resolves once the platform is on: until then its turns wait. Rejects with the signal's reason. */
  platform: (name: string, signal: AbortSignal) => Promise<Platform>;
  gateway: ModelGateway;
  memories: Memories;
  access: AccessRules;
  limits: Limits;
  operator: OperatorSettings;
  elsewhere: KeptElsewhere;
  /** Makes sure that what was deleted is not on the disk any more. @returns false when that takes until whoever reads it has done */
  compact: () => Promise<boolean>;
  clock: Clock;
  log: Log;
  meter: TurnMeter;
}

/** So many runs without an answer end in an honest sentence: with the queue's back-off about three minutes. */
const MAX_DEATHS = 8;
/** Who was told that the answer will come waits through many restarts, none of which says anything of the question. */
const MAX_DEATHS_OF_PROMISED = 100;
/** A chat platform that answers in general, but not what has to be known for a question, is asked again for so long, milliseconds. */
const MAX_UNKNOWN_MS = 8 * 60_000;
/** An answer that cannot be posted is tried again until the question is this old, milliseconds. */
const MAX_DELIVERY_MS = 24 * 60 * 60_000;

/**
 * The walk: one turn from acceptance to its answer. A run may die at any line and begins again from the top; what is done is in
 * `turn.kept` and `turn.memory`, and an answer is kept before it is said, so that the model is asked once and the answer goes out once.
 */
export class Conversation implements Inbox {
  readonly #parts: ConversationParts;
  readonly #oldQuestions: OldQuestions;
  readonly #outageEnds = new OutageEnds();

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    const { clock, operator } = parts;
    this.#oldQuestions = new OldQuestions({ clock, oldQuestionMs: operator.oldQuestionMs });
  }

  /** Begins to answer what was accepted, also by earlier processes. */
  begin(): void {
    this.#parts.turns.work((turn) => this.#walk(turn));
  }

  async receive(arrival: Arrival): Promise<void> {
    const { turns, meter, log } = this.#parts;
    const { platform } = arrival;
    try {
      const kind = isQuestion(parseInput(arrival.input).command) ? 'question' : 'command';
      const result = await turns.accept({ id: arrival.id, kind, arrival });
      meter.count('arrivals', { platform, result });
      log.debug({ turn: arrival.id, platform, kind, result }, 'arrival');
    } catch (error) {
      meter.count('arrivals', { platform, result: 'refused' });
      log.error({ err: error, turn: arrival.id, platform }, 'an arrival could not be accepted');
      throw error;
    }
  }

  async follows(conversation: string): Promise<boolean> {
    const { turns, memories } = this.#parts;
    const { history, settings } = memories;
    if (await settings.isQuiet(conversation)) return false;
    return (await turns.seen(conversation)) || history.knows(conversation);
  }

  async admits(arrival: Arrival): Promise<boolean> {
    const platform = await this.#parts.platform(arrival.platform, new AbortController().signal);
    return isAdmitted(arrival, platform.at(arrival.address, nothingKept(arrival.id)), this.#parts.access);
  }

  async suggest(call: Call, option: string, reader?: Arrival): Promise<Choice[]> {
    const { operator, gateway } = this.#parts;
    const platform = reader && (await this.#parts.platform(reader.platform, new AbortController().signal));
    const language = reader && platform ? await this.#languageFor(reader, platform) : operator.language;
    return suggest({ call, option, sentences: sentencesFor(language, operator.service) }, gateway);
  }

  #languageFor(arrival: Arrival, platform: Platform): Promise<Language> {
    const { memories, operator, clock } = this.#parts;
    return languageFor(arrival, { settings: memories.settings, platform, fallback: operator.language, clock });
  }

  /** What was read for a turn that ends without being remembered goes with it, whatever ended it. */
  async #walk(turn: Turn): Promise<void> {
    const { arrival, id, kind } = turn;
    if ((await this.#run(turn)) === 'remembered' || kind === 'command') return;
    await this.#parts.memories.history.files.eraseTurn(arrival.conversation, id);
  }

  async #run(turn: Turn): Promise<'remembered' | 'over'> {
    const { arrival } = turn;
    const { clock, meter } = this.#parts;
    const log = this.#parts.log.child({ turn: turn.id, platform: arrival.platform });
    const steps = new TurnSteps({ turn, clock, meter });
    const platform = await this.#parts.platform(arrival.platform, turn.signal);
    const language = await this.#languageFor(arrival, platform);
    const place = platform.at(arrival.address, turn.memory, language);
    const sentences = sentencesFor(language, this.#parts.operator.service);
    try {
      const end = await this.#answer({ turn, place, call: parseInput(arrival.input), language, sentences }, log, steps);
      meter.record(steps.record(turn.kept));
      return end;
    } catch (error) {
      if (isBotError(error, 'place-gone')) {
        await place.leave();
        log.warn({ err: error }, 'an answer could not be posted: its place is gone');
        meter.record(steps.record({}, 'place-gone'));
        return 'over';
      }
      const last = lastWords(turn, error, sentences, this.#parts.operator);
      if (last) await notePromise(turn, log);
      await place.leave(last);
      if (turn.kept.answer && clock.now() - turn.at > MAX_DELIVERY_MS) {
        log.error({ err: error }, 'an answer could not be posted for a day and is given up');
        meter.record(steps.record({}, 'undelivered'));
        return 'over';
      }
      throw error;
    }
  }

  async #answer(command: Command, log: Log, steps: TurnSteps): Promise<'remembered' | 'over'> {
    const { turn, place, sentences } = command;
    const { clock, meter, memories, limits } = this.#parts;
    const { arrival } = turn;
    if (!turn.kept.answer) {
      const kept = await this.#decide(command, log, steps);
      if (kept === 'silence' || !kept?.answer) {
        await place.leave(kept === 'silence' ? 'no-trace' : undefined);
        return 'over';
      }
      await turn.keep(kept); // from here on the model is never asked again
    }
    const { answer, exchange } = turn.kept;
    if (!answer) throw new BotError('store-failed', 'a kept answer is not there');
    turn.finishing();
    const isGone = exchange !== undefined && !(await isStillAsked(turn, exchange, memories.history));
    await place.say(endedWhilePosting(turn, sentences) ?? (isGone ? { note: sentences.questionDeleted } : answer));
    if (exchange?.usage) await limits.spend(arrival, turn.id, exchange.usage);
    const isRemembered = exchange !== undefined && turn.instruction?.to !== 'delete';
    if (isRemembered) await remember(turn, exchange, memories);
    meter.observe('answer', (clock.now() - turn.at) / 1_000, { platform: arrival.platform });
    return isRemembered ? 'remembered' : 'over';
  }

  /** The one gate: rights for everything, and a bound on the commands that somebody writes; questions take their limits when they begin. */
  async #findRefusal(command: Command): Promise<Refusal | undefined> {
    const { turns, memories, clock, elsewhere, compact } = this.#parts;
    const { turn } = command;
    const refusal = await findRefusal(command, this.#parts);
    if (refusal) await dropRefused(command, { turns, clock, elsewhere, compact, history: memories.history });
    const isWritten = typeof turn.arrival.input === 'string' && command.call.command !== 'stop';
    const isLimited = turn.kind === 'command' && (isWritten || LIKE_QUESTIONS.has(command.call.command));
    return refusal ?? (isLimited ? findLimit(command, this.#parts) : undefined);
  }

  async #decide(command: Command, log: Log, steps: TurnSteps): Promise<Kept | 'silence' | undefined> {
    const { turn } = command;
    if (turn.kind !== 'unconfirmed' && turn.deaths >= maxDeaths(turn)) return this.#giveUp(command, log, steps);
    try {
      if (turn.instruction?.to === 'stop' || turn.instruction?.to === 'delete') {
        steps.end('stopped');
        return stoppedAnswer(command);
      }
      const unwanted = turn.kind === 'unconfirmed' && (await this.#oldQuestions.follow(command));
      if (unwanted) return unwanted;
      const refusal = await this.#findRefusal(command);
      if (refusal) return refusal === 'silence' ? refusal : { answer: refusal };
      if (turn.kind === 'command') {
        const answer = await runCommand(command, this.#parts);
        if (answer && !(await mayHear(command, this.#parts.access))) return 'silence';
        return answer && { answer };
      }
      if (await this.#isParkedAtOnce(command)) turn.signal.throwIfAborted();
      const letGo = await this.#oldQuestions.ask(command);
      if (letGo) return letGo;
      const kept = await answerQuestion(command, { ...this.#parts, steps, outageEnds: this.#outageEnds });
      if (kept === 'silence') return kept;
      steps.end('answered');
      return endAfter(command, kept, this.#parts.clock.now() - turn.at, this.#parts.operator);
    } catch (error) {
      if (turn.signal.aborted) throw error;
      const cause = causeOf(error);
      if (await this.#isUnknownForGood(turn, cause)) return this.#giveUp(command, log, steps, true);
      if (mayHeal(cause)) throw cause;
      log.warn({ err: cause }, 'a question got an error for an answer');
      steps.end(cause instanceof BotError ? cause.code : 'bug');
      return failedAnswer(command, error, this.#parts);
    }
  }

  /** Asked to be told when it works: the question begins outside of the line. @returns whether this run is over. */
  async #isParkedAtOnce({ turn, call }: Command): Promise<boolean> {
    if (call.args['later'] !== 'yes' || turn.kind !== 'question' || turn.instruction) return false;
    return (await this.#parts.turns.steer(turn.id, { to: 'park' })) === 'told';
  }

  /** @param isPrivate who may see it was not found out */
  #giveUp(command: Command, log: Log, steps: TurnSteps, isPrivate = false): Kept {
    const { turn, sentences } = command;
    const { clock, operator } = this.#parts;
    log.error({ deaths: turn.deaths }, 'a turn is given up');
    steps.end('gave-up');
    const kept: Kept = { answer: { note: sentences.gaveUp, ...(isPrivate ? { private: true } : {}) } };
    return endAfter(command, kept, clock.now() - turn.at, operator);
  }

  /** A platform that is down is no reason to give a question up. */
  async #isUnknownForGood(turn: Turn, error: unknown): Promise<boolean> {
    if (!isBotError(error, 'platform-failed') || this.#parts.clock.now() - turn.at < MAX_UNKNOWN_MS) return false;
    return (await this.#parts.platform(turn.arrival.platform, turn.signal)).health().ok;
  }
}

const maxDeaths = (turn: Turn): number => (isPromised(turn) ? MAX_DEATHS_OF_PROMISED : MAX_DEATHS);

/** Worth another run of the turn, because nobody could be told anything else now. */
const mayHeal = (error: unknown): boolean =>
  isBotError(error, 'store-failed') ||
  isBotError(error, 'platform-failed') ||
  isBotError(error, 'place-gone') ||
  isBotError(error, 'turn-lost');

/** To a deleted question nothing is said any more that may repeat its words. */
const stoppedAnswer = ({ turn, sentences }: Command): Kept => {
  const { partial } = turn.kept;
  if (turn.instruction?.to === 'delete') return { answer: { note: sentences.questionDeleted }, stopped: true };
  if (turn.kind === 'unconfirmed') return { answer: { note: sentences.dropped }, stopped: true };
  if (!partial) return { answer: { note: sentences.stoppedBeforeText }, stopped: true };
  return { answer: { text: wholeText(partial), note: sentences.stopped }, exchange: partial, stopped: true };
};

/** What is shown instead of an answer of which perhaps a part stands already. */
const endedWhilePosting = ({ id, kept, instruction }: Turn, sentences: Sentences): View | undefined => {
  if (kept.exchange === undefined || kept.stopped) return undefined;
  if (instruction?.to === 'delete') return { note: sentences.questionDeleted };
  if (instruction?.to !== 'stop') return undefined;
  return { note: sentences.stoppedWhilePosting, choices: [wholeChoice(id, sentences)] };
};

/** What is left in the place when this run ends without an answer. */
const lastWords = (
  turn: Turn,
  error: unknown,
  sentences: Sentences,
  { forgetsAtEnd }: Pick<OperatorSettings, 'forgetsAtEnd'>,
): View | undefined => {
  if (turn.kind === 'unconfirmed') return undefined; // what is asked there is still asked
  if (isBotError(turn.signal.reason, 'shutting-down'))
    return { note: forgetsAtEnd ? sentences.forgetsAtEnd : sentences.restarting(turn.arrival.platform) };
  if (isBotError(error, 'store-failed')) return { note: sentences.storeDown };
  return undefined;
};

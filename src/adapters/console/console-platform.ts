import { basename } from 'node:path';
import type { CompleterResult } from 'node:readline';
import { arrivalId } from '../../core/arrival-id.ts';
import type { Clock } from '../../async/clock.ts';
import { noticesIn } from '../../core/commands/notices.ts';
import { parseInput } from '../../core/commands/parse-input.ts';
import type { Call, Choice, Inbox, Json } from '../../core/ports/arrival.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { Place, Platform, PlatformHealth } from '../../core/ports/platform.ts';
import type { OpenStore } from '../../core/ports/records.ts';
import { languageOfLocale } from '../../core/sentences/language.ts';
import type { Language } from '../../core/sentences/language.ts';
import type { Terminal } from '../define-platform.ts';
import { readAttaching } from './files/console-attachments.ts';
import { ConsoleBoard } from './console-board.ts';
import { completeLine } from './type/console-completion.ts';
import { ConsoleHistory } from './type/console-history.ts';
import { ConsoleKeyboard, PROMPT } from './type/console-keyboard.ts';
import { ConsolePlace } from './console-place.ts';
import { ConsoleScreen } from './draw/console-screen.ts';
import { readTyped } from './type/console-typed.ts';

export interface ConsoleOptions {
  terminal: Terminal;
  /** Spoken where the terminal has chosen none. */
  language: Language;
  /** How long it is remembered what was typed, milliseconds. */
  retentionMs: number;
  openStore: OpenStore;
  clock: Clock;
  log: Log;
}

/** The least time between two looks of the screen, and between two lines about a wait where lines cannot be taken back, milliseconds. */
const LIVE_INTERVAL_MS = 80;
const PLAIN_INTERVAL_MS = 30_000;
/** Longest prompt of a form, characters. */
const FORM_LABEL_MAX = 30;

/** A terminal as the smallest platform: one person, one conversation that goes on after a restart. */
export class ConsolePlatform implements Platform {
  readonly name = 'console';
  readonly #options: ConsoleOptions;
  readonly #screen: ConsoleScreen;
  readonly #board: ConsoleBoard;
  readonly #history: ConsoleHistory;
  /** Makes the ids of this run's lines different from those of earlier runs. */
  readonly #run: string;
  #lines = 0;
  #keyboard: ConsoleKeyboard | undefined;
  #isStopped = false;
  /** Paths of what goes with the next question. */
  readonly #files: string[] = [];
  /** A choice that waits for the text that it asks for. */
  #form: Choice | undefined;
  /** Ctrl-C was pressed with nothing to stop and nothing typed. */
  #mayLeave = false;
  #lastEventAt: number | undefined;

  constructor(options: ConsoleOptions) {
    const { terminal, clock } = options;
    this.#options = options;
    this.#screen = new ConsoleScreen(terminal.output, terminal.isLive);
    this.#board = new ConsoleBoard(this.#screen, terminal.paint);
    this.#board.notices = noticesIn(localeOf(terminal) ?? options.language);
    this.#history = new ConsoleHistory(options);
    this.#run = `${clock.now()}-${process.pid}`;
  }

  async start(inbox: Inbox): Promise<void> {
    const { input, output, onLeave } = this.#options.terminal;
    const history = await this.#history.read().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'what was typed earlier cannot be read');
      return [];
    });
    if (this.#isStopped) return;
    this.#keyboard = new ConsoleKeyboard({
      input,
      output,
      screen: this.#screen,
      history,
      complete: (line) => this.#complete(inbox, line),
      onLine: (line) => this.#enter(inbox, line),
      onInterrupt: (hasText) => this.#interrupt(inbox, hasText),
      onEnd: onLeave,
    });
    await this.#receive(inbox, { command: 'hello', args: {} });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#keyboard?.close();
  }

  async close(): Promise<void> {
    await this.stop();
  }

  async locale(): Promise<string | undefined> {
    return localeOf(this.#options.terminal);
  }

  /** Somebody alone is spoken to in one language, also outside of turns. */
  at(address: Json, memory: Memory, language?: Language): Place {
    if (language !== undefined) this.#board.notices = noticesIn(language);
    const { clock, log, terminal } = this.#options;
    return new ConsolePlace({
      board: this.#board,
      ...readAddress(address),
      person: terminal.person,
      memory,
      language,
      folder: terminal.folder,
      intervalMs: terminal.isLive ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS,
      clock,
      log,
    });
  }

  health(): PlatformHealth {
    return {
      ok: this.#keyboard !== undefined && !this.#isStopped,
      note: 'terminal',
      ...(this.#lastEventAt === undefined ? {} : { lastEventAt: this.#lastEventAt }),
    };
  }

  #enter(inbox: Inbox, line: string): void {
    this.#mayLeave = false;
    this.#board.entered();
    if (this.#form) {
      this.#fillIn(inbox, this.#form, line.trim());
      return;
    }
    if (this.#attach(inbox, line)) return;
    const typed = readTyped(line, this.#board.choices);
    switch (typed.kind) {
      case 'nothing':
        this.#screen.rest();
        return;
      case 'leave':
        this.#options.terminal.onLeave();
        return;
      case 'choice':
        this.#keyboard?.dropLast();
        this.#take(inbox, typed.choice);
        return;
      case 'no-choice':
        this.#board.say(this.#board.notices.console.noSuchChoice(typed.first, typed.last, line.trim()));
        return;
      case 'text':
        this.#board.choices.typed();
        void this.#receive(inbox, typed.text);
    }
  }

  /** @returns whether the line was about a file. */
  #attach(inbox: Inbox, line: string): boolean {
    const attaching = readAttaching(line);
    if (attaching.kind === 'none') return false;
    const { notices } = this.#board;
    if (attaching.kind === 'missing') {
      this.#board.say(notices.console.noSuchFile(attaching.path));
      return true;
    }
    this.#files.push(attaching.path);
    if (attaching.text === '') this.#board.say(notices.console.attached(basename(attaching.path)));
    else void this.#receive(inbox, attaching.text);
    return true;
  }

  #take(inbox: Inbox, choice: Choice): void {
    this.#board.choices.typed();
    if (choice.askFor === undefined) void this.#receive(inbox, choice.call);
    else this.#ask(choice);
  }

  /** A form of one field: the next line is its text. */
  #ask(form: Choice | undefined): void {
    this.#form = form;
    if (this.#keyboard) this.#keyboard.prompt = form ? `${form.label.slice(0, FORM_LABEL_MAX)}: ` : PROMPT;
    this.#screen.rest();
  }

  #fillIn(inbox: Inbox, { call, askFor = '' }: Choice, text: string): void {
    this.#ask(undefined);
    this.#keyboard?.dropLast();
    if (text === '') this.#board.say(this.#board.notices.console.cancelled);
    else void this.#receive(inbox, { command: call.command, args: { ...call.args, [askFor]: text } });
  }

  /** Ctrl-C: what is nearest to the person ends first. */
  #interrupt(inbox: Inbox, hasText: boolean): void {
    const mayLeave = this.#mayLeave;
    this.#mayLeave = false;
    if (this.#form) {
      this.#keyboard?.clear();
      this.#ask(undefined);
      this.#board.say(this.#board.notices.console.cancelled);
    } else if (this.#board.isBusy) {
      void this.#receive(inbox, this.#board.halt ?? { command: 'stop', args: {} });
    } else if (hasText) {
      this.#keyboard?.clear();
    } else if (mayLeave) {
      this.#options.terminal.onLeave();
    } else {
      this.#mayLeave = true;
      this.#board.hint(this.#board.notices.console.pressAgain);
    }
  }

  /** For the arrow keys, also of later runs; what somebody wants forgotten is forgotten here too. */
  async #remember(input: string | Call): Promise<void> {
    const { command, args } = parseInput(input);
    const isForgetting = command === 'forget' && args['sure'] === 'yes';
    if (isForgetting) this.#keyboard?.dropAll();
    try {
      if (isForgetting) await this.#history.clear();
      else if (typeof input === 'string') await this.#history.add(input);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'what was typed cannot be kept, or not be forgotten');
    }
  }

  async #complete(inbox: Inbox, line: string): Promise<CompleterResult> {
    const { hits, word } = await completeLine(line, async (call, option) => {
      const choices = await inbox.suggest(call, option);
      return choices.flatMap(({ call: { args } }) => args[option] ?? []);
    });
    const common = commonStart(hits);
    if (hits.length > 1 && (common === '' || word.startsWith(common))) {
      this.#screen.print([hits.map((hit) => hit.trim()).join('  ')]);
      return [[], word];
    }
    return [hits.length === 0 ? [] : [common], word];
  }

  /** A question takes with it what was attached before. */
  #addressOf(input: string | Call): Json {
    const text = typeof input === 'string' ? input : '';
    const isQuestion = text !== '' && parseInput(text).command === 'ask';
    return isQuestion ? { text, files: this.#files.splice(0) } : { text, files: [] };
  }

  async #receive(inbox: Inbox, input: string | Call): Promise<void> {
    const { clock, terminal } = this.#options;
    const now = clock.now();
    this.#lastEventAt = now;
    this.#lines += 1;
    const id = arrivalId(this.name, this.#run, String(this.#lines));
    this.#board.begin(id, typeof input === 'string');
    await this.#remember(input);
    try {
      await inbox.receive({
        id,
        platform: this.name,
        workspace: this.name,
        channel: this.name,
        conversation: this.name,
        placeKind: 'direct',
        personId: terminal.person,
        input,
        address: this.#addressOf(input),
        at: now,
      });
    } catch (error) {
      this.#board.drop(id);
      this.#board.say(this.#board.notices.excuse(error)); // the core has logged it
    }
  }
}

/** Earlier versions have stored the text alone. */
const readAddress = (address: Json): { text: string; files: readonly string[] } => {
  if (address === null || typeof address !== 'object' || !('files' in address))
    return { text: typeof address === 'string' ? address : '', files: [] };
  const { text, files } = address as { text: string; files: readonly string[] };
  return { text, files };
};

/** English is what terminals have where nobody chose anything. */
const localeOf = ({ locale }: Terminal): Language | undefined => {
  const language = languageOfLocale(locale);
  return language === 'en' ? undefined : language;
};

const commonStart = (words: readonly string[]): string => {
  const [first = '', ...others] = words;
  let length = first.length;
  for (const word of others) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
};

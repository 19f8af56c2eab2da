import { arrivalId } from '../../core/arrival-id.ts';
import type { Sight } from '../../core/ports/person.ts';
import type { Attachment, Fetched } from '../../core/ports/files.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { Place, Scene, View } from '../../core/ports/platform.ts';
import type { Clock } from '../../async/clock.ts';
import { LatestSender } from '../../async/latest-sender.ts';
import { isBotError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/operator.ts';
import { attachmentAt, fetchLocalFile } from './files/console-attachments.ts';
import type { ConsoleBoard } from './console-board.ts';
import type { Language } from '../../core/sentences/language.ts';
import { drawTimes } from '../../core/sentences/time-mark.ts';
import { writeFileOnce } from './files/console-files.ts';

export interface ConsolePlaceParts {
  board: ConsoleBoard;
  /** What was typed; empty for what was chosen. */
  text: string;
  /** Paths of what came with it. */
  files: readonly string[];
  person: string;
  memory: Memory;
  /** Where files are written. */
  folder: string;
  /** Of the person who sits there. */
  language: Language | undefined;
  /** The least time between two looks, milliseconds. */
  intervalMs: number;
  clock: Clock;
  log: Log;
}

/** One turn's place on the terminal. */
export class ConsolePlace implements Place {
  readonly #parts: ConsolePlaceParts;
  readonly #sender: LatestSender<View>;
  readonly #said = Promise.withResolvers<void>();
  /** Of the last view that was to be noticed. */
  #round = 0;

  constructor(parts: ConsolePlaceParts) {
    const { board, text, memory, clock, intervalMs, log } = parts;
    this.#parts = parts;
    const show = async (view: View): Promise<void> => {
      if (memory.signal.aborted) return;
      await memory.checkOwner();
      board.progress(memory.turnId, text, this.#withTimes(view));
      const { round } = view.notify ?? { round: 0 };
      if (round > this.#round) board.ring();
      this.#round = Math.max(round, this.#round);
    };
    this.#sender = new LatestSender(show, {
      clock,
      intervalMs,
      insists: (error) => isBotError(error, 'store-failed'), // later questions wait for this one's first sign of life
      onError: (error) => log.debug({ err: error, turn: memory.turnId }, 'progress could not be shown'),
    });
  }

  async read(): Promise<Scene> {
    const { text, files, person } = this.#parts;
    return {
      person: {
        name: person,
        standing: 'member',
        groups: [],
        workspaces: { here: ['console'], all: ['console'] },
        managesChannel: true,
      },
      text,
      where: 'a terminal',
      direct: true,
      files: files.map(attachmentAt),
      earlier: [],
    };
  }

  async fetch(file: Attachment, maxBytes: number): Promise<Fetched> {
    return fetchLocalFile(file, maxBytes);
  }

  /** A terminal is there, or the program is not. */
  async checkReach(): Promise<AbortSignal> {
    return new AbortController().signal;
  }

  async sees(): Promise<Sight> {
    return 'everybody';
  }

  progress(view: View): void {
    this.#sender.show(view);
  }

  shown(): Promise<void> {
    return Promise.race([this.#sender.stood, this.#said.promise]);
  }

  async say(view: View): Promise<void> {
    const { board, text, memory } = this.#parts;
    await this.#sender.finish();
    await memory.checkOwner();
    const key = arrivalId(JSON.stringify(view));
    if (memory.value === key) return;
    const aboutFiles = await this.#write(view);
    await memory.save(key);
    await board.answer(memory.turnId, text, { view: this.#withTimes(view), aboutFiles });
    this.#said.resolve();
  }

  /** Whoever leaves a terminal without words leaves no trace. */
  async leave(words?: View | 'no-trace'): Promise<void> {
    const { board, memory, log } = this.#parts;
    const last = words === 'no-trace' ? undefined : words;
    await this.#sender.finish();
    try {
      if (last) await memory.checkOwner();
      await board.leave(memory.turnId, last && this.#withTimes(last));
    } catch (error) {
      log.debug({ err: error, turn: memory.turnId }, 'the last words of a run could not be shown');
      await board.leave(memory.turnId, undefined);
    }
  }

  /** In the terminal's own zone. */
  #withTimes(view: View): View {
    const { language } = this.#parts;
    const local = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    const { text, note } = view;
    const draw = (words: string): string => drawTimes(words, (at) => local.format(at));
    return {
      ...view,
      ...(text === undefined ? {} : { text: draw(text) }),
      ...(note === undefined ? {} : { note: draw(note) }),
    };
  }

  /** What to say about each file. */
  async #write({ files = [] }: View): Promise<string[]> {
    const { board, folder, log, memory } = this.#parts;
    const { saved, notSaved } = board.notices.console;
    const sentences: string[] = [];
    for (const file of files) {
      try {
        sentences.push(saved(await writeFileOnce(folder, file)));
      } catch (error) {
        log.error({ err: error, turn: memory.turnId }, 'a file of an answer could not be written');
        sentences.push(notSaved(file.name, folder));
      }
    }
    return sentences;
  }
}

import { cleanText } from '../../markdown/scan/clean-text.ts';
import { BotError } from '../../core/errors.ts';
import type { Memory, Place, Scene, View } from '../../core/ports/platform.ts';
import type { ConsoleScreen } from './console-screen.ts';

export interface ConsolePlaceOptions {
  screen: ConsoleScreen;
  /** What was typed. */
  text: string;
  person: string;
  memory: Memory;
}

/** One turn's place on the terminal. Ctrl-C is its Stop button. */
export class ConsolePlace implements Place {
  readonly #options: ConsolePlaceOptions;
  #over = false;

  constructor(options: ConsolePlaceOptions) {
    this.#options = options;
  }

  async read(): Promise<Scene> {
    const { text, person } = this.#options;
    return {
      person: { name: person, standing: 'member', groups: [], managesChannel: true },
      text,
      where: 'a terminal',
      direct: true,
      files: [],
      earlier: [],
    };
  }

  progress(view: View): void {
    const { screen, memory } = this.#options;
    if (this.#over || memory.signal.aborted) return;
    const text = cleanText(view.text ?? '');
    if (text !== '') screen.draft(memory.turnId, text);
    else screen.note(memory.turnId, view.note ?? '');
  }

  async say(view: View): Promise<void> {
    const { screen, memory } = this.#options;
    this.#over = true;
    if (memory.signal.aborted) throw new BotError('turn-lost', 'the run is over');
    const key = JSON.stringify(view);
    if (memory.value === key) return;
    await memory.save(key);
    screen.answer(memory.turnId, cleanText(view.text ?? ''), cleanText(view.note ?? ''));
  }

  async leave(last?: View): Promise<void> {
    this.#over = true;
    this.#options.screen.leave(this.#options.memory.turnId, last?.note ?? '');
  }
}

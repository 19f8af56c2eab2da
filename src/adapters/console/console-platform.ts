import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { excuse } from '../../core/commands/notices.ts';
import { arrivalId } from '../../core/arrival-id.ts';
import type { Clock } from '../../async/clock.ts';
import type { Call, Inbox, Json } from '../../core/ports/arrival.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { Memory, Place, Platform, PlatformHealth } from '../../core/ports/platform.ts';
import { ConsolePlace } from './console-place.ts';
import { ConsoleScreen } from './console-screen.ts';

export interface ConsoleOptions {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream & { isTTY?: boolean };
  /** Who sits at the terminal. */
  person: string;
  clock: Clock;
  log: Log;
  /** The person is leaving: second Ctrl-C, or the end of the input. */
  onLeave: () => void;
}

/** A terminal as the smallest platform: one person, one conversation that goes on after a restart. */
export class ConsolePlatform implements Platform {
  readonly name = 'console';
  readonly #options: ConsoleOptions;
  readonly #screen: ConsoleScreen;
  /** Makes the ids of this run's lines different from those of earlier runs. */
  readonly #run: string;
  #lines = 0;
  #reader: Interface | undefined;
  #lastEventAt: number | undefined;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#screen = new ConsoleScreen(options.output);
    this.#run = `${options.clock.now()}-${process.pid}`;
  }

  async start(inbox: Inbox): Promise<void> {
    const { input, output, onLeave } = this.#options;
    const reader = createInterface({ input, output, prompt: '> ', terminal: output.isTTY === true });
    this.#reader = reader;
    this.#screen.prompt = () => reader.prompt(true);
    reader.on('line', (line) => {
      if (line.trim() === '') reader.prompt();
      else void this.#receive(inbox, line);
    });
    reader.on('SIGINT', () => {
      if (this.#screen.busy) void this.#receive(inbox, { command: 'stop', args: {} });
      else onLeave();
    });
    reader.on('close', onLeave);
    await this.#receive(inbox, { command: 'hello', args: {} });
  }

  async stop(): Promise<void> {
    // A closed reader throws when it is to prompt; answers may still come.
    this.#screen.prompt = () => undefined;
    this.#reader?.removeAllListeners('close');
    this.#reader?.close();
  }

  async close(): Promise<void> {
    await this.stop();
  }

  at(address: Json, memory: Memory): Place {
    const text = typeof address === 'string' ? address : '';
    return new ConsolePlace({ screen: this.#screen, text, person: this.#options.person, memory });
  }

  health(): PlatformHealth {
    return {
      ok: this.#reader !== undefined,
      note: 'terminal',
      ...(this.#lastEventAt === undefined ? {} : { lastEventAt: this.#lastEventAt }),
    };
  }

  async #receive(inbox: Inbox, input: string | Call): Promise<void> {
    const now = this.#options.clock.now();
    this.#lastEventAt = now;
    this.#lines += 1;
    try {
      await inbox.receive({
        id: arrivalId(this.name, this.#run, String(this.#lines)),
        platform: this.name,
        workspace: this.name,
        channel: this.name,
        conversation: this.name,
        personId: this.#options.person,
        input,
        address: typeof input === 'string' ? input : '',
        at: now,
      });
    } catch (error) {
      this.#screen.line(excuse(error)); // the core has logged it
    }
  }
}

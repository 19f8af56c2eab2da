import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConsolePlatform } from '../../../src/adapters/console/console-platform.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import type { Place } from '../../../src/core/ports/platform.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import type { LogLine } from '../../doubles/quiet-log.ts';
import { RecordingInbox } from '../../doubles/recording-inbox.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { TestTerminal } from './test-terminal.ts';
import type { TestTerminalOptions } from './test-terminal.ts';

const DAY_MS = 24 * 60 * 60_000;

/** A bot on a terminal, with a person in front of it, a clock that a test drives, and a folder for files. */
export class ConsoleWorld {
  readonly terminal: TestTerminal;
  readonly clock = new DrivenClock();
  readonly inbox = new RecordingInbox();
  readonly logLines: LogLine[] = [];
  readonly #database = new SqliteDatabase(':memory:');
  platform: ConsolePlatform;

  private constructor(options: TestTerminalOptions) {
    const root = mkdtempSync(join(tmpdir(), 'console-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    this.terminal = new TestTerminal(join(root, 'files'), options);
    this.platform = this.newPlatform();
  }

  /** Started; its greeting has arrived and is not among the arrivals. */
  static async open(options: TestTerminalOptions = {}): Promise<ConsoleWorld> {
    const world = new ConsoleWorld(options);
    await world.start();
    return world;
  }

  newPlatform(): ConsolePlatform {
    const platform = new ConsolePlatform({
      terminal: this.terminal,
      language: 'en',
      retentionMs: 30 * DAY_MS,
      openStore: openRecords(this.#database, this.clock),
      clock: this.clock,
      log: quietLog(this.logLines),
    });
    onTestFinished(() => platform.stop());
    return platform;
  }

  async start(): Promise<void> {
    await this.platform.start(this.inbox);
    const greeting = this.inbox.arrivals.findLastIndex(
      ({ input }) => typeof input !== 'string' && input.command === 'hello',
    );
    const [hello] = this.inbox.arrivals.splice(greeting, 1);
    if (hello) await this.placeOf(hello).place.leave(); // it is not greeted back here
    await this.terminal.settle();
  }

  /** The same terminal with the next process on it. */
  async restart(): Promise<void> {
    await this.platform.stop();
    await this.platform.close();
    this.platform = this.newPlatform();
    await this.start();
  }

  /** Types a line that begins a turn. */
  async ask(line: string): Promise<{ arrival: Arrival; memory: KeptMemory; place: Place }> {
    const arrival = await this.next(() => this.terminal.type(line));
    return { arrival, ...this.placeOf(arrival) };
  }

  /** What arrives because of something. */
  async next(act: () => Promise<void>): Promise<Arrival> {
    const known = new Set(this.inbox.arrivals.map(({ id }) => id));
    await act();
    return this.inbox.arrival(({ id }) => !known.has(id));
  }

  placeOf(arrival: Arrival, memory = new KeptMemory(arrival.id)): { place: Place; memory: KeptMemory } {
    return { place: this.platform.at(arrival.address, memory), memory };
  }

  async pass(ms: number): Promise<void> {
    await this.terminal.settle();
    await this.clock.advance(ms);
    await this.terminal.settle();
  }

  get inputs(): Arrival['input'][] {
    return this.inbox.arrivals.map(({ input }) => input);
  }
}

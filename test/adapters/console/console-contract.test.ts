import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { platformContract } from '../../contracts/platform-contract.ts';
import { fileContract } from '../../contracts/file-contract.ts';
import { waitContract } from '../../contracts/wait-contract.ts';
import type { FileWorld } from '../../contracts/platform-world.ts';
import { ConsoleWorld } from './console-world.ts';

const PROMPT = /^>(?: |$)/;
/** "  3  Use m3", and during a wait "3 Use m3 · 4 Use m4". */
const OFFER = /(?<=^ *| · )(\d+) +(\S.*?)(?= · |$)/gm;
const SAVED = /^Saved as (.+)$/gm;

const open = async (): Promise<FileWorld> => {
  const world = await ConsoleWorld.open({ columns: 400 });
  const { terminal, inbox } = world;
  /** Where the screen was when a question had been typed. */
  const typedAt = new Map<string, number>();
  const rowsOf = (arrival: Arrival): string[] =>
    terminal.rows.slice(typedAt.get(arrival.id)).map((row) => (PROMPT.test(row) ? '' : row));
  const offersOf = (arrival: Arrival): { number: string; label: string }[] =>
    [...rowsOf(arrival).join('\n').matchAll(OFFER)].map(([, number = '', label = '']) => ({ number, label }));
  const choose = async (arrival: Arrival, label: string): Promise<void> => {
    const offer = offersOf(arrival).find((each) => each.label === label);
    if (!offer) throw new Error(`nothing offers ${label}`);
    await terminal.type(offer.number);
  };
  const filesOf = (arrival: Arrival): string[] =>
    [...rowsOf(arrival).join('\n').matchAll(SAVED)].map(([, path = '']) => path);
  return {
    platform: world.platform,
    inbox,
    personId: terminal.person,
    loudText: 'Look \u0007here\u001B]9;and there\u0007!',
    ask: async (text) => {
      const { arrival } = await world.ask(text);
      typedAt.set(arrival.id, terminal.rows.length - 1);
      return arrival;
    },
    askWith: async (text, files) => {
      for (const { name, content } of files) {
        mkdirSync(terminal.folder, { recursive: true });
        const path = join(terminal.folder, name);
        writeFileSync(path, content);
        await terminal.type(`!attach ${path}`);
      }
      return (await world.ask(text)).arrival;
    },
    dropFiles: () => rmSync(terminal.folder, { recursive: true }),
    // There is nobody else: what is printed must not come back as if it were typed.
    botsWrite: () => terminal.settle(),
    askInVain: (text) => terminal.type(text),
    read: (arrival) => paragraphs(rowsOf(arrival)),
    overhear: () => [],
    offers: (arrival) => offersOf(arrival).map(({ label }) => label),
    take: (arrival, label) => world.next(() => choose(arrival, label)),
    fillIn: (arrival, label, text) =>
      world.next(async () => {
        await choose(arrival, label);
        await terminal.type(text);
      }),
    files: (arrival) => filesOf(arrival).map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') })),
    beside: () => undefined,
    alerts: () => [],
    pings: () => (terminal.bells > 0 ? [terminal.person] : []),
    closePlace: () => {
      throw new Error('a terminal does not go away');
    },
    restart: async () => {
      await world.restart();
      return world.platform;
    },
    pass: (ms) => world.pass(ms),
  };
};

/** What is on the screen as messages: there is an empty line after each. */
const paragraphs = (rows: readonly string[]): string[] =>
  rows
    .join('\n')
    .split(/\n{2,}/)
    .map((text) => text.trim())
    .filter((text) => text !== '');

platformContract('console', { hasThreads: false }, open);
waitContract('console', { keepsMessages: false }, open);
fileContract('console', { hasThreads: false }, open);

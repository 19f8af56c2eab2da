import { setTimeout as rest } from 'node:timers/promises';
import type { BotProcess } from '../../test/whole/bot-process.ts';
import { doings, troubles } from './faults.ts';
import type { Fault, Victim } from './faults.ts';
import { PostgresTortureStore } from './store/postgres-torture-store.ts';
import type { Mute, TcpProxy } from './store/tcp-proxy.ts';

/** Shorter and longer than a lease of the turn queue or of Discord's connection, milliseconds. */
const FREEZE_MS = [3_000, 7_000, 10_000] as const;
/** Until another process takes its place, milliseconds. */
const REPLACED_MS = [0, 8_000] as const;
const AWAY_MS = [0, 5_000] as const;
const MUTE_MS = [500, 12_000] as const;
const WAYS: readonly Mute[] = ['to the server', 'from the server', 'both ways'];
const CONNECTED = /connected to Discord|the platform has started/;

const replace = async ({ program, chance }: Victim): Promise<void> => {
  await rest(chance.between(...REPLACED_MS));
  await program.start();
};

const anyOf = ({ program, chance }: Victim): BotProcess => chance.pick(program.running);

/** Each ends one of several processes, and puts another one in its place. */
export const replicaKills: Readonly<Record<string, Fault>> = {
  'kill-one': async (victim) => {
    victim.noteKill();
    await anyOf(victim).kill();
    await replace(victim);
  },
  'kill-one-at-send': async (victim) => {
    await Promise.race([victim.stage.atSend(victim.chance.oneIn(2)), rest(4_000)]);
    victim.noteKill();
    await anyOf(victim).kill();
    await replace(victim);
  },
  /** The one that is connected to Discord; where there is none, the oldest. */
  'kill-holder': async (victim) => {
    const { running } = victim.program;
    victim.noteKill();
    await (running.findLast(({ stdout }) => CONNECTED.test(stdout)) ?? running[0])?.kill();
    await replace(victim);
  },
  'replace-one': async (victim) => {
    const { program, chance } = victim;
    const old = anyOf(victim);
    const next = program.start();
    await rest(chance.between(0, 2_000));
    old.signal('SIGTERM');
    await Promise.race([old.ended, rest(25_000)]);
    await old.kill();
    await next;
  },
};

/** What holds one process up, or takes the database from it. */
export const replicaHardships: Readonly<Record<string, Fault>> = {
  'freeze-one': async (victim) => {
    const bot = anyOf(victim);
    bot.signal('SIGSTOP');
    await rest(victim.chance.pick(FREEZE_MS));
    bot.signal('SIGCONT');
  },
  'stop-database': async ({ program, chance }) => {
    await databaseOf(program.store).restart('SIGINT', chance.between(...AWAY_MS));
  },
  'crash-database': async ({ program, chance }) => {
    await databaseOf(program.store).restart('SIGQUIT', chance.between(...AWAY_MS));
  },
  'kill-backend': async ({ program }) => {
    await databaseOf(program.store).killOne();
  },
  'cut-one': async (victim) => {
    between(victim)?.cut();
    await rest(victim.chance.between(...AWAY_MS));
  },
  'mute-one': async (victim) => {
    const { chance } = victim;
    const proxy = between(victim);
    proxy?.mute(chance.pick(WAYS));
    await rest(chance.between(...MUTE_MS));
    proxy?.speak();
  },
};

const between = ({ program, chance }: Victim): TcpProxy | undefined =>
  databaseOf(program.store).between(chance, program.running.length);

const databaseOf = (store: unknown): PostgresTortureStore => {
  if (!(store instanceof PostgresTortureStore)) throw new Error('this fault is one of PostgreSQL');
  return store;
};

export const replicaFaultNames: readonly string[] = [
  ...Object.keys(replicaKills),
  ...Object.keys(replicaHardships),
  ...Object.keys(troubles),
  ...doings,
];

/** What is played where nothing is named. */
export const usualReplicaFaults = replicaFaultNames;

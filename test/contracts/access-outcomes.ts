import { openToMembers } from '../../src/core/turn/access.ts';
import type { AccessRules } from '../../src/core/turn/access.ts';
import { english } from '../../src/core/sentences/english.ts';
import { hanging } from '../doubles/scripted-gateway.ts';
import type { SmallBot } from '../doubles/small-bot.ts';

type Running = Awaited<ReturnType<SmallBot['processWith']>>;

/** In everything that Mallory writes while it is to be found out what comes of it. */
export const WORD = 'plugh';

/** A chat service with a bot and Mallory on it. */
export interface AccessWorld {
  core: SmallBot;
  platform: string;
  malloryId: string;
  /** What the operator has set. */
  rules: AccessRules;
  /** Connects a bot; the one before is gone. */
  start(owner: string): Promise<Running>;
  stop(): Promise<void>;
  /** What Mallory does while everybody may: she asks in a thread of her own, and is offered what can be pressed later. */
  begin(): Promise<void>;
  /** Mallory becomes whoever she is. */
  become(): void;
  /** Mallory asks in a thread of her own. */
  ask(text: string): void;
  /** What Mallory does, in this order. */
  ways: Readonly<Record<string, () => void | Promise<void>>>;
  /** What she reads, chooses from or can fill in and nobody else; what others read of the bot. In any order. */
  alone(): string[];
  others(): string[];
  /** What is left of her edited question; undefined when it is forgotten. */
  edited(running: Running): Promise<string | undefined>;
  /** Whatever is on its way arrives; no time passes. */
  settle(): Promise<void>;
  /** Time passes until something is seen. */
  drive(see: () => unknown): Promise<unknown>;
}

/** With everything on, so that what is asked about later has come about. */
const OPEN: AccessRules = { ...openToMembers, guests: true, strangers: true };
/** A killed process is noticed by then, milliseconds. */
const TAKEN_OVER_MS = 15_000;

/** How often a machine that is busy may look like one where nothing happens any more. */
const LOOKS = 40;

/**
 * What comes of each way, `resumed` and `parked` last. `A`: what was asked for. `d`: a denial for the asker alone. `.`: nothing at all. `x`: nothing, and the
 * question that was edited is forgotten. `w`: nothing yet, it is tried again. `-`: nothing, now or for good, by
 * how long the platform fails. `!`: what must not be.
 * @param expected where another outcome is seen, it is looked at again for a while
 */
export const outcomesOf = async (open: () => Promise<AccessWorld>, expected: string): Promise<string> => {
  const wanted = expected.split(' ');
  const [parked, resumed] = [wanted.pop(), wanted.pop()];
  const cells = await outcomesOfWays(await open(), wanted);
  cells.push(await outcomeOfWaiting(await open(), { isParked: false, wanted: resumed }));
  cells.push(await outcomeOfWaiting(await open(), { isParked: true, wanted: parked }));
  return cells.join(' ');
};

const outcomesOfWays = async (world: AccessWorld, wanted: readonly string[]): Promise<string[]> => {
  world.core.access = OPEN;
  const former = await world.start('former');
  await world.begin();
  await world.settle();
  former.kill();
  await world.stop();
  world.become();
  world.core.access = world.rules;
  const running = await world.start('present');
  await world.settle();
  const cells: string[] = [];
  for (const [way, act] of Object.entries(world.ways)) {
    const before = await look(world, running);
    await act();
    cells.push(await settled(world, wanted[cells.length], () => outcomeOf(way, before, world, running)));
  }
  const isKept = !cells.includes('A') && !cells.includes('w') && isStored(world.core);
  return isKept ? cells.map((cell) => `${cell}!`) : cells;
};

/** A question that waits for a model, or was parked, while its asker becomes somebody else. */
const outcomeOfWaiting = async (
  world: AccessWorld,
  { isParked, wanted }: { isParked: boolean; wanted: string | undefined },
): Promise<string> => {
  const { core } = world;
  core.access = OPEN;
  const former = await world.start('former');
  for (let n = 0; n < 2; n += 1) core.gateway.script(hanging({ type: 'phase', name: 'waking' }).script);
  world.ask('why?');
  await world.drive(() => core.gateway.asked.length === 1);
  if (isParked) {
    const [turn] = await former.turns.openOf({ platform: world.platform, personId: world.malloryId });
    await former.turns.steer(turn?.id ?? '', { to: 'park' });
    await world.drive(() => core.gateway.asked.length === 2);
  }
  await world.settle();
  former.kill();
  await world.stop();
  world.become();
  core.access = world.rules;
  const running = await world.start('present');
  const before = await look(world, running);
  await core.clock.advance(TAKEN_OVER_MS, 500);
  return settled(world, wanted, () => outcomeOf('waiting', { ...before, open: 0 }, world, running));
};

const settled = async (world: AccessWorld, wanted: string | undefined, see: () => Promise<string>): Promise<string> => {
  for (let look = 1; ; look += 1) {
    await world.settle();
    const cell = await see();
    if (wanted === '-' && /^[w.]$/.test(cell)) return wanted;
    if (cell === wanted || look === LOOKS) return cell;
  }
};

interface Seen {
  asked: number;
  alone: string[];
  others: string[];
  open: number;
}

const look = async (world: AccessWorld, { turns }: Running): Promise<Seen> => ({
  asked: world.core.gateway.asked.length,
  alone: world.alone(),
  others: world.others(),
  open: (await turns.openOf({ platform: world.platform, personId: world.malloryId })).length,
});

const outcomeOf = async (way: string, before: Seen, world: AccessWorld, running: Running): Promise<string> => {
  const now = await look(world, running);
  const [alone, others] = [newIn(now.alone, before.alone), newIn(now.others, before.others)];
  const edited = way === 'edit' ? await world.edited(running) : '';
  const isDone = way === 'edit' ? edited?.includes(WORD) : now.asked > before.asked;
  const isDenied = [...alone, ...others].some(isDenial);
  if (isDenied) return others.length === 0 && !isDone && !alone.join().includes(WORD) ? 'd' : '!';
  if (isDone || alone.length + others.length > 0) return 'A';
  if (now.open > before.open) return 'w';
  return edited === undefined ? 'x' : '.';
};

const DENIALS: readonly string[] = Object.values(english.denials);
const isDenial = (text: string): boolean => DENIALS.some((denial) => text.includes(denial));

const newIn = (now: readonly string[], before: readonly string[]): string[] => {
  const left = [...before];
  return now.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

/** Is anything left that Mallory wrote? */
const isStored = ({ database }: SmallBot): boolean =>
  database
    .all("SELECT name FROM sqlite_master WHERE type = 'table'")
    .flatMap(({ name }) => database.all(`SELECT * FROM "${String(name)}"`))
    .some((row) => Object.values(row).some((value) => String(value).includes(WORD)));

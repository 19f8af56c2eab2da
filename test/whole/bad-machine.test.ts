import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const started: BotProcess[] = [];
let count = 0;
const createVolume = (): string => {
  const path = join(folder.path, `volume-${(count += 1)}`);
  mkdirSync(path);
  return path;
};
/** `start` and `doctor` on the same machine. @returns their exit codes and what they say. */
const tryBoth = async (storeFolder: string, through: string[], path = folder.path) => {
  const env = { STORE_URL: `sqlite:${join(storeFolder, 'bot.sqlite')}` };
  const [start, doctor] = [['start'], ['doctor']].map((args) => new BotProcess(env, args, path, through));
  if (!start || !doctor) throw new Error('two were made');
  started.push(start, doctor);
  return { start: [await start.ended, start.stderr], doctor: [await doctor.ended, doctor.stdout] };
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

const isRoot = process.getuid?.() === 0;
/** Root may write everywhere, unless it gives up its capabilities: then it is a user like others. */
const powerless = isRoot ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];

describe('a volume that is not writable', () => {
  test('is one line at the start, exit 1; the doctor knows what to do', async () => {
    const volume = createVolume();
    chmodSync(volume, 0o555);
    const { start, doctor } = await tryBoth(volume, powerless);
    expect(start).toEqual([
      1,
      expect.stringMatching(
        /cannot start: the database at STORE_URL cannot be opened: this user may not write to it \(EACCES/,
      ),
    ]);
    expect(doctor).toEqual([
      2,
      expect.stringMatching(/^failed {3}store .*EACCES.*\n.*Next: Give the user .* write access/m),
    ]);
  });
});

describe('a disk that takes nothing more', () => {
  test('by a limit on the sizes of files', async () => {
    const { start, doctor } = await tryBoth(createVolume(), ['sh', '-c', 'ulimit -f 0; exec "$@"', 'sh']);
    expect(start).toEqual([
      1,
      expect.stringMatching(/^aitta-bot cannot start: the database at STORE_URL cannot be opened: .+$/m),
    ]);
    expect(start[1]).not.toContain('    at ');
    expect(doctor).toEqual([
      2,
      expect.stringMatching(/^failed {3}store .*\n.*Next: The disk, a quota or a file size limit/m),
    ]);
  });

  const canMount = (() => {
    try {
      execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' });
      return true;
    } catch {
      return false; // not Linux, or namespaces are switched off
    }
  })();

  test.runIf(canMount)('because it is full', async () => {
    const volume = createVolume();
    const fill = `mount -t tmpfs -o size=64k tmpfs ${volume}; head -c 1M /dev/zero > ${volume}/filler; exec "$@"`;
    const { start, doctor } = await tryBoth(volume, ['unshare', '-rm', 'sh', '-c', fill, 'sh']);
    expect(start).toEqual([1, expect.stringMatching(/cannot be opened: the disk is full \(/)]);
    expect(doctor).toEqual([2, expect.stringMatching(/^failed {3}store .*ENOSPC.*\n.*Next: The disk is full/m)]);
  });
});

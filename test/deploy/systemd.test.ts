import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingNames } from '../../src/config.ts';

const path = join(import.meta.dirname, '..', '..', 'deploy', 'systemd', 'aitta-bot.service');
const unit = readFileSync(path, 'utf8');
const valuesOf = (key: string): string[] =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);

describe('the systemd unit', () => {
  test('sets what the bot knows, and keeps the store in its own folder', () => {
    const names = valuesOf('Environment').map((line) => line.split('=')[0] ?? '');
    expect(names.filter((name) => name !== 'NODE_ENV' && !settingNames.includes(name))).toEqual([]);
    expect(unit).toContain('STORE_URL=sqlite:/var/lib/aitta-bot/');
    expect(valuesOf('StateDirectory')).toEqual(['aitta-bot']);
  });

  test('does not start again with wrong settings, and gives answers their time', () => {
    expect(valuesOf('RestartPreventExitStatus')).toEqual(['2']);
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThanOrEqual(30);
  });

  test('is exposed little, as systemd itself counts', () => {
    const { error, stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', path], {
      encoding: 'utf8',
    });
    if (error) {
      process.stderr.write('systemd-analyze is not installed here: the hardening of the unit is not counted\n');
      return;
    }
    const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    expect(exposure).toBeLessThan(2);
  });
});

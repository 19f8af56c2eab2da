import { failed, ok, warning } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';

const NOTICED_MS = 30_000;
/** Slack refuses signatures, and we theirs, that are five minutes off. */
const TOO_MUCH_MS = 5 * 60_000;
const ADVICE = 'Switch on time synchronisation (timedatectl set-ntp true); a container uses the clock of its host.';

/** This machine's clock against those of the servers that answered. */
export const checkClock = (skews: ReadonlyMap<string, number>): Finding[] => {
  const [worst] = [...skews].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  if (!worst) return [];
  const [host, ms] = worst;
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (Math.abs(ms) < NOTICED_MS)
    return [ok('clock', `correct to within a few seconds, according to ${[...skews.keys()].join(', ')}`)];
  const note = `${seconds} s ${ms > 0 ? 'behind' : 'ahead of'} the clock of ${host}`;
  return [Math.abs(ms) < TOO_MUCH_MS ? warning('clock', note, ADVICE) : failed('clock', note, ADVICE)];
};

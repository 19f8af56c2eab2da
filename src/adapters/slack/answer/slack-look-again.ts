import type { KeptSchedule } from '../../../async/kept-schedule.ts';
import type { Json } from '../../../core/ports/arrival.ts';
import type { Memory } from '../../../core/ports/memory.ts';
import type { View } from '../../../core/ports/platform.ts';
import type { SlackAddress } from '../slack-address.ts';

/** An answer of which something was sent whose end nobody saw: it is looked at again, and repaired. */
export interface SlackLook {
  turnId: string;
  address: SlackAddress;
  /** What the place remembered when the answer stood. */
  memory: Json;
  view: View;
}

export type SlackLookAgain = Pick<KeptSchedule<SlackLook>, 'add'>;

/** A call is given up after ten seconds; Slack has carried some out a good while later, milliseconds. */
export const LOOK_DELAYS_MS: readonly number[] = [5_000, 15_000, 40_000, 120_000];

/** The memory of a turn that is over. */
export const memoryOf = ({ turnId, memory }: SlackLook, signal: AbortSignal): Memory => ({
  turnId,
  value: memory,
  signal,
  save: async () => undefined,
  checkOwner: async () => undefined,
});

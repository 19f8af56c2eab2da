import type { KeptSchedule } from '../../../async/kept-schedule.ts';
import type { Json } from '../../../core/ports/arrival.ts';
import type { Memory } from '../../../core/ports/memory.ts';
import type { View } from '../../../core/ports/platform.ts';
import type { Language } from '../../../core/sentences/language.ts';
import type { DiscordAddress } from '../discord-address.ts';

/** An answer of which something was sent whose end nobody saw: it is looked at again, and repaired. */
export interface DiscordLook {
  turnId: string;
  address: DiscordAddress;
  /** What the place remembered when the answer stood. */
  memory: Json;
  view: View;
  /** What stands around it was said in this one. */
  language?: Language | undefined;
}

export type DiscordLookAgain = Pick<KeptSchedule<DiscordLook>, 'add'>;

/** A call is given up after 15 seconds; what was carried out later has shown by the end, milliseconds. */
export const LOOK_DELAYS_MS: readonly number[] = [5_000, 15_000, 40_000, 120_000];

/** The memory of a turn that is over. */
export const memoryOf = ({ turnId, memory }: DiscordLook, signal: AbortSignal): Memory => ({
  turnId,
  value: memory,
  signal,
  save: async () => undefined,
  checkOwner: async () => undefined,
});

import { readCall, writeCall } from '../../../core/commands/call-line.ts';
import type { Call, Choice } from '../../../core/ports/arrival.ts';

/** What a custom id or a menu's value may be long, UTF-16 units. */
const CUSTOM_ID_MAX = 100;
const ASKS_FOR = ' ?';

/** A choice as a custom id: its call, and the argument that a form asks for before the call arrives. */
export const writeChoice = ({ call, askFor }: Pick<Choice, 'call' | 'askFor'>): string => {
  const line = writeCall(call) + (askFor === undefined ? '' : `${ASKS_FOR}${askFor}`);
  if (line.length > CUSTOM_ID_MAX) throw new RangeError(`a choice of ${line.length} characters does not fit`);
  return line;
};

/** Undefined for what no version of the bot has written. */
export const readChoice = (line: string): { call: Call; askFor?: string } | undefined => {
  const [, written = line, askFor] = /^(.*) \?([a-z]+)$/.exec(line) ?? [];
  const call = readCall(written);
  if (!call) return undefined;
  return { call, ...(askFor === undefined ? {} : { askFor }) };
};

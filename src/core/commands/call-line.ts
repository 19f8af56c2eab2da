import type { Call } from '../ports/arrival.ts';

/** A call written out, as it travels in a button's value or custom id: `stop turn=abc`. Values are percent-encoded where they must be. */
export const CALL_LINE_MAX = 90;

const encode = (value: string): string => encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':');

export const writeCall = (call: Call): string => {
  const line = [call.command, ...Object.entries(call.args).map(([name, value]) => `${name}=${encode(value)}`)].join(
    ' ',
  );
  if (line.length > CALL_LINE_MAX)
    throw new RangeError(`a call of ${line.length} characters does not fit into a button (${CALL_LINE_MAX})`);
  return line;
};

/** Undefined for what no version of the bot has written. */
export const readCall = (line: string): Call | undefined => {
  if (line.length > CALL_LINE_MAX) return undefined;
  const [command = '', ...pairs] = line.split(' ');
  if (!/^[a-z]+$/.test(command)) return undefined;
  const args: Record<string, string> = {};
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    if (cut < 1) return undefined;
    try {
      args[pair.slice(0, cut)] = decodeURIComponent(pair.slice(cut + 1));
    } catch {
      return undefined; // a stray percent sign: not ours
    }
  }
  return { command, args };
};

import type { Call } from '../ports/arrival.ts';

/** A call written out, as it travels in a button's value or custom id: `stop turn=abc`. Values are percent-encoded where they must be. */
export const MAX_CALL_LINE = 90;

const encode = (value: string): string => encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':');

export const writeCall = (call: Call): string => {
  const line = [call.command, ...Object.entries(call.args).map(([name, value]) => `${name}=${encode(value)}`)].join(
    ' ',
  );
  if (line.length > MAX_CALL_LINE)
    throw new RangeError(`a call of ${line.length} characters does not fit into a button (${MAX_CALL_LINE})`);
  return line;
};

/** Undefined for what no version of the bot has written. */
export const readCall = (line: string): Call | undefined => {
  if (line.length > MAX_CALL_LINE) return undefined;
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

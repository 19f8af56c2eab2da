/** Enough to find it. What an error says may quote what somebody wrote ("Cannot use 'in' operator to search for 'channel' in ..."). */
export const describeStray = (error: unknown): { type: string; code?: string; frames: string[] } => {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { type: error.constructor.name, ...(code === undefined ? {} : { code }), frames: framesOf(error) };
};

/** Where it was thrown, without what it says. */
export const framesOf = ({ stack = '', message }: Error): string[] => {
  const after = stack.indexOf(message) < 0 ? 0 : stack.indexOf(message) + message.length; // a message may have lines that look like frames
  return (stack.slice(after).match(/^ {4}at .*$/gm) ?? []).map((line) => line.trim());
};

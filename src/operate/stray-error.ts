/** Enough to find it. What an error says may quote what somebody wrote ("Cannot use 'in' operator to search for 'channel' in ..."). */
export const describeStray = (error: unknown): { type: string; code?: string; frames: string[] } => {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack?.match(/^ {4}at .*$/gm) ?? []).map((line) => line.trim());
  return { type: error.constructor.name, ...(code === undefined ? {} : { code }), frames };
};

import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';

/**
 * Loaded before the bot. From one SIGUSR2 to the next every call of a function of ours is noted, in the order of time: each function's first
 * statement gets a breakpoint whose condition is the note, and which never holds.
 */
const session = new Session();
session.connect();
const calls: string[] = [];
Object.assign(globalThis, { noteCall: (name: string): boolean => calls.push(name) < 0 });

const source = new URL('../../src/', import.meta.url).href;

const watchFunction = async (
  { scriptId, url }: Profiler.ScriptCoverage,
  { functionName, ranges }: Profiler.FunctionCoverage,
  placeOf: (offset: number) => { lineNumber: number; columnNumber: number },
): Promise<void> => {
  const [range] = ranges;
  if (!range || range.startOffset === 0) return; // the module itself
  const { locations } = await session.post('Debugger.getPossibleBreakpoints', {
    start: { scriptId, ...placeOf(range.startOffset) },
    end: { scriptId, ...placeOf(range.endOffset) },
    restrictToFunction: true,
  });
  const [location] = locations;
  if (!location) return;
  const name = JSON.stringify(`${url.slice(source.length)} ${functionName}`);
  await session.post('Debugger.setBreakpoint', { location, condition: `noteCall(${name})` });
};

const begin = async (): Promise<void> => {
  await session.post('Debugger.enable');
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const script of result.filter(({ url }) => url.startsWith(source))) {
    const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId: script.scriptId });
    const lineStarts = [0, ...[...scriptSource.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const placeOf = (offset: number): { lineNumber: number; columnNumber: number } => {
      const lineNumber = lineStarts.findLastIndex((start) => start <= offset);
      return { lineNumber, columnNumber: offset - (lineStarts[lineNumber] ?? 0) };
    };
    for (const each of script.functions) await watchFunction(script, each, placeOf);
  }
  calls.length = 0;
  process.stderr.write('walk: watching\n');
};

const end = (): void => writeFileSync(process.env['WALK_FILE'] ?? '', JSON.stringify(calls));

await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
process.once('SIGUSR2', () => {
  void begin();
  process.once('SIGUSR2', end);
});

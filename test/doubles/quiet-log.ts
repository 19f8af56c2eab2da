import type { Log } from '../../src/core/ports/operator.ts';

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  fields: object;
  message: string;
}

/** A log that only remembers. */
export const quietLog = (lines: LogLine[] = []): Log => {
  const write =
    (level: LogLine['level'], bound: object) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields: { ...bound, ...fields }, message });
    };
  const bind = (bound: object): Log => ({
    debug: write('debug', bound),
    info: write('info', bound),
    warn: write('warn', bound),
    error: write('error', bound),
    child: (fields) => bind({ ...bound, ...fields }),
  });
  return bind({});
};

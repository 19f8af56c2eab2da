import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/operate/log.ts';
import { createMetrics } from '../../src/operate/metrics.ts';
import { Secrets } from '../../src/operate/secrets.ts';
import { logTurn } from '../../src/operate/turn-line.ts';
import { logContract, meterContract, recordContract } from '../contracts/operator-contract.ts';
import { quietLog } from '../doubles/quiet-log.ts';
import type { LogLine } from '../doubles/quiet-log.ts';

logContract('JSON lines', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.log');
  const log = createLog({ level: 'debug', secrets: new Secrets([]), file });
  const lines = () =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const { level, msg, ...fields } = JSON.parse(line) as { level: string; msg: string };
        return { level, fields, message: msg };
      });
  return { log, lines };
});

logContract('of the tests', () => {
  const lines: LogLine[] = [];
  return { log: quietLog(lines), lines: () => lines };
});

meterContract('Prometheus', () => {
  const metrics = createMetrics();
  return { meter: metrics, read: () => metrics.render() };
});

recordContract('a line of the log', () => {
  const lines: LogLine[] = [];
  return { record: (turn) => logTurn(quietLog(lines), turn), read: async () => JSON.stringify(lines) };
});

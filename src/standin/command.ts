import { z } from 'zod';
import { faultSchema, type Fault } from './fault.ts';
import { duration, flag, list, oneOf, record, text } from './scenario-fields.ts';
import { scenarioModel, workerState, type ScenarioModel } from './scenario-model.ts';
import { downtime, rateLimit, type Downtime, type RateLimit } from './service-habits.ts';
import type { WorkerState } from './worker-pool.ts';

const commands = [
  record({ do: oneOf('set-worker'), model: text, state: workerState, hold: flag.exactOptional() }),
  record({ do: oneOf('put-model'), model: scenarioModel }),
  record({ do: oneOf('remove-model'), model: text }),
  record({ do: oneOf('add-fault'), fault: faultSchema }),
  record({ do: oneOf('clear-faults') }),
  record({ do: oneOf('set-rate-limit'), rateLimit: rateLimit.exactOptional() }),
  record({ do: oneOf('set-downtimes'), downtimes: list(downtime) }),
  record({ do: oneOf('reject-tokens'), tokens: list(text).exactOptional() }),
  record({ do: oneOf('accept-tokens') }),
] as const;
const NAMES = commands.map(({ shape }) => shape.do.value).join(', ');

/** What can be changed while the stand-in runs: by a test, by a scenario's timeline, through the control endpoint. */
export const commandSchema = z.discriminatedUnion('do', commands, {
  error: ({ code }) => (code === 'invalid_union' ? `one of ${NAMES}` : 'an object'),
});
export type Command = z.infer<typeof commandSchema>;

export const timedCommand = record({
  /** From the moment that the stand-in listens. */
  atMs: duration,
  command: commandSchema,
});
export type TimedCommand = z.infer<typeof timedCommand>;

/** Whoever can carry the commands out. */
export interface Controls {
  setWorker(model: string, state: WorkerState | 'offline', options?: { hold?: boolean }): void;
  putModel(model: ScenarioModel): void;
  removeModel(model: string): void;
  addFault(fault: Fault): unknown;
  clearFaults(): void;
  setRateLimit(rateLimit?: RateLimit): void;
  setDowntimes(downtimes: readonly Downtime[]): void;
  rejectTokens(...tokens: readonly string[]): void;
  acceptTokens(): void;
}

/** @throws {RangeError} for a model that is not there, or a fault that makes no sense. */
export const carryOut = (command: Command, controls: Controls): void => {
  switch (command.do) {
    case 'set-worker':
      controls.setWorker(command.model, command.state, { hold: command.hold ?? false });
      return;
    case 'put-model':
      controls.putModel(command.model);
      return;
    case 'remove-model':
      controls.removeModel(command.model);
      return;
    case 'add-fault':
      controls.addFault(command.fault);
      return;
    case 'clear-faults':
      controls.clearFaults();
      return;
    case 'set-rate-limit':
      controls.setRateLimit(command.rateLimit);
      return;
    case 'set-downtimes':
      controls.setDowntimes(command.downtimes);
      return;
    case 'reject-tokens':
      controls.rejectTokens(...(command.tokens ?? []));
      return;
    case 'accept-tokens':
      controls.acceptTokens();
  }
};

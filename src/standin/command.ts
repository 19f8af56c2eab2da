import type { Fault } from './fault.ts';
import type { ScenarioModel } from './scenario-model.ts';
import type { Downtime, RateLimit } from './service-habits.ts';
import type { WorkerState } from './worker-pool.ts';

/** What can be changed while the stand-in runs: by a test, by a scenario's timeline, through the control endpoint. */
export type Command =
  | { do: 'set-worker'; model: string; state: WorkerState | 'offline'; hold?: boolean }
  | { do: 'put-model'; model: ScenarioModel }
  | { do: 'remove-model'; model: string }
  | { do: 'add-fault'; fault: Fault }
  | { do: 'clear-faults' }
  | { do: 'set-rate-limit'; rateLimit?: RateLimit }
  | { do: 'set-downtimes'; downtimes: Downtime[] }
  | { do: 'reject-tokens'; tokens?: string[] }
  | { do: 'accept-tokens' };

export interface TimedCommand {
  /** From the moment that the stand-in listens. */
  atMs: number;
  command: Command;
}

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

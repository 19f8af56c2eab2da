import type { PhaseEvent } from '../../src/core/ports/phase.ts';
import type { ScriptedGateway } from '../doubles/scripted-gateway.ts';

/** Every question meets a model that starts, and the gateway knows that before it is asked. `tell` tells one of them, by its number, what is next. */
export const coldStart = (gateway: ScriptedGateway): { tell: (asked: number, phase: PhaseEvent) => void } => {
  const waking: PhaseEvent = { type: 'phase', name: 'waking' };
  const next: PromiseWithResolvers<PhaseEvent>[] = [];
  gateway.outlooks = () => waking;
  gateway.usual = async function* () {
    const told = Promise.withResolvers<PhaseEvent>();
    next.push(told);
    yield waking;
    yield await told.promise;
    await new Promise(() => undefined);
  };
  return { tell: (asked, phase) => next[asked]?.resolve(phase) };
};

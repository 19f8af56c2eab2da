import type { Clock } from '../../async/clock.ts';
import type { Command } from '../commands/command.ts';
import type { Catalogue, ModelGateway } from '../ports/model.ts';
import type { PhaseEvent } from '../ports/phase.ts';
import type { OutageEnds } from './outage-ends.ts';
import { outlastRefusal } from './outlast-refusal.ts';
import { WaitBoard } from './wait-board.ts';

/** The list of models. Where there never was one, it is waited for, and that is told: an outage is no answer to a question. */
export const awaitModels = async (
  command: Pick<Command, 'turn' | 'place' | 'sentences'>,
  { gateway, clock, outageEnds }: { gateway: ModelGateway; clock: Clock; outageEnds: OutageEnds },
): Promise<Catalogue> => {
  const { turn } = command;
  const board = new WaitBoard({ ...command, model: '', mustSee: false, gateway, clock, outageEnds });
  let isTold = false;
  let promised = Promise.resolve();
  const tell = (phase: PhaseEvent): void => {
    if (!isTold) void board.begin();
    isTold = true;
    board.note(phase);
    promised = board.kept();
  };
  try {
    const signal = AbortSignal.any([turn.signal, board.tooLong]);
    return await outlastRefusal(() => gateway.awaitModels(tell, signal), { turn, clock, signal, tell });
  } finally {
    await Promise.all([board.end(), promised]);
  }
};

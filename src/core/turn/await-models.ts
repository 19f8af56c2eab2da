import type { Clock } from '../../async/clock.ts';
import { haltChoice, waitChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import type { Catalogue, ModelGateway } from '../ports/model.ts';
import { afterEvent, beginWaiting, wholeWaitingView } from './waiting.ts';

/** The list of models. Where there never was one, it is waited for, and that is told: an outage is no answer to a question. */
export const awaitModels = (
  { turn, place, sentences }: Pick<Command, 'turn' | 'place' | 'sentences'>,
  { gateway, clock }: { gateway: ModelGateway; clock: Clock },
): Promise<Catalogue> => {
  let waiting = beginWaiting('', turn.at);
  return gateway.awaitModels((phase) => {
    waiting = afterEvent(waiting, phase);
    const choices = [haltChoice(turn.id, sentences), ...waitChoices(turn, undefined, sentences)];
    const isParked = turn.kind === 'parked';
    place.progress({ ...wholeWaitingView(waiting, clock.now(), { sentences, isParked, round: 0 }), choices });
  }, turn.signal);
};

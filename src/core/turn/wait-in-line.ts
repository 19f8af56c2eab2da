import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import { haltChoice, waitChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import type { Choice } from '../ports/arrival.ts';
import type { ModelGateway } from '../ports/model.ts';
import { findRunning } from '../prompt/choose-model.ts';

/** Who stands in line for longer is held up by more than an answer, milliseconds. */
const OFFER_AFTER_MS = 20_000;

/** Nobody sees it. */
const OVER = new Error('the line is over');

/**
 * Waits until earlier questions of the conversation are over. Who is held up for long by somebody else's question has the ways out of any
 * long wait. @returns whether there was a wait
 */
export const waitInLine = async (
  { turn, place, sentences }: Command,
  { gateway, clock }: { gateway: ModelGateway; clock: Clock },
): Promise<boolean> => {
  if (turn.instruction?.to === 'switch') return false;
  let before: number | undefined;
  let ways: Choice[] = [];
  const show = (ahead: number): void => {
    const goesOn = before === undefined ? {} : { goesOn: true as const };
    before = ahead;
    place.progress({ note: sentences.behind(ahead), choices: [haltChoice(turn.id, sentences), ...ways], ...goesOn });
  };
  const over = new AbortController();
  const offer = async (): Promise<void> => {
    if (!(await pause(clock, OFFER_AFTER_MS, over.signal))) return;
    ways = waitChoices(turn, await findRunning(gateway, undefined), sentences);
    if (!over.signal.aborted && before !== undefined) show(before);
  };
  const offering = offer();
  try {
    await turn.inLine(show);
  } finally {
    over.abort(OVER);
    await offering;
  }
  return before !== undefined;
};

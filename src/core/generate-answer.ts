import type { Clock } from './clock.ts';
import { haltChoice } from './commands/choices.ts';
import { BotError } from './errors.ts';
import type { Exchange, Message, Meter, ModelEvent, ModelGateway, Place, Turn } from './ports.ts';
import { afterEvent, beginWaiting, waitingView } from './waiting.ts';

export interface Generation {
  turn: Turn;
  place: Place;
  exchange: Omit<Exchange, 'text'>;
  messages: Message[];
  gateway: ModelGateway;
  clock: Clock;
  meter: Meter;
}

/** How often a waiting person's line is refreshed while nothing happens, milliseconds. */
const REFRESH_MS = 10_000;

/** Streams an answer into the place: the gateway's events become views. What was written before an abort is kept. */
export const generateAnswer = async (
  generation: Generation,
): Promise<{ text: string; end: Extract<ModelEvent, { type: 'end' }> }> => {
  const { turn, place, exchange, messages, gateway, clock, meter } = generation;
  const { model } = exchange;
  const choices = [haltChoice(turn.id)];
  let waiting = beginWaiting(model, clock.now());
  let end: Extract<ModelEvent, { type: 'end' }> | undefined;
  const show = (): void => place.progress({ ...waitingView(waiting, clock.now()), choices });
  const over = new AbortController();
  const refreshing = refresh(show, clock, over.signal);
  try {
    for await (const event of gateway.generate({ model, personId: turn.personId, messages }, turn.signal)) {
      if (event.type === 'text' && waiting.text === '')
        meter.observe('first_token', (clock.now() - turn.at) / 1_000, { platform: turn.arrival.platform });
      if (event.type === 'end') end = event;
      waiting = afterEvent(waiting, event);
      show();
    }
  } catch (error) {
    if (waiting.text.trim() !== '') await turn.keep({ partial: { ...exchange, text: waiting.text } });
    throw error;
  } finally {
    over.abort(new Error('the wait is over'));
    await refreshing;
  }
  if (!end) throw new BotError('aitta-failed', 'the gateway ended without an end');
  return { text: waiting.text, end };
};

/** Elapsed time goes on also while the gateway has nothing to say. */
const refresh = async (show: () => void, clock: Clock, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await clock.sleep(REFRESH_MS, signal).catch(() => undefined); // aborted when the wait is over
    if (!signal.aborted) show();
  }
};

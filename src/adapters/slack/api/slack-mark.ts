import type { Json } from '../../../core/ports/arrival.ts';
import { payloadAt, textAt } from './slack-payload.ts';
import type { Payload } from './slack-payload.ts';

/** Which part of which turn a message of ours shows. */
export interface SlackMark {
  turn: string;
  part: string;
}

const EVENT_TYPE = 'aitta_part';
/** The part that is the question of a slash command, which has no message of its own. */
export const QUESTION = 'question';

/** A message's metadata, by which it is found again when its ts was lost. */
export const markedAs = (mark: SlackMark): Json => ({ event_type: EVENT_TYPE, event_payload: { ...mark } });

/** What the metadata of a message says. */
export const readMark = (message: Payload | undefined): Partial<SlackMark> => {
  const metadata = payloadAt(message, 'metadata');
  if (textAt(metadata, 'event_type') !== EVENT_TYPE) return {};
  const payload = payloadAt(metadata, 'event_payload');
  const [turn, part] = [textAt(payload, 'turn'), textAt(payload, 'part')];
  return { ...(turn !== undefined && { turn }), ...(part !== undefined && { part }) };
};

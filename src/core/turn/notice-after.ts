import type { Command } from '../commands/command.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { View } from '../ports/platform.ts';
import type { Kept } from '../ports/turns.ts';
import { askedTimes } from './waiting.ts';

/** An edit of an old message notifies nobody: whoever has waited long, or was told that a new message comes, gets one. */
export const noticeAfter = (
  { turn, sentences }: Pick<Command, 'turn' | 'sentences'>,
  waitedMs: number,
  { notifyAfterMs }: Pick<OperatorSettings, 'notifyAfterMs'>,
): Pick<View, 'notify'> => {
  const isLong = notifyAfterMs !== undefined && waitedMs >= notifyAfterMs;
  if (turn.kind === 'command' || (turn.kind === 'question' && !isLong)) return {};
  return { notify: { round: askedTimes(waitedMs) + 1, moved: sentences.answeredBelow } };
};

/** The same for an end that is no model's answer, such as that of a model that has left the list meanwhile. */
export const endAfter = (
  command: Pick<Command, 'turn' | 'sentences'>,
  kept: Kept,
  waitedMs: number,
  operator: Pick<OperatorSettings, 'notifyAfterMs'>,
): Kept => {
  const { answer, exchange, stopped = false } = kept;
  if (!answer || exchange || stopped || answer.private === true) return kept;
  return { ...kept, answer: { ...answer, ...noticeAfter(command, waitedMs, operator) } };
};

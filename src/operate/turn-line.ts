import type { Log, TurnRecord } from '../core/ports/operator.ts';

/** The one line that the log has of each turn: ids, times and counts, never a text. Times are seconds since its acceptance. */
export const logTurn = (log: Log, record: TurnRecord): void => {
  const { turn, platform, conversation, kind, result, model, deaths, tokensIn, tokensOut } = record;
  const seconds = (time: number): number => Math.round(time - record.at) / 1_000;
  const steps = Object.fromEntries(record.steps.toReversed().map(({ name, at }) => [name, seconds(at)])); // the first of a name counts
  const counts = { deaths, tokensIn, tokensOut };
  const fields = {
    turn,
    platform,
    conversation,
    kind,
    result,
    model,
    ...counts,
    seconds: seconds(record.endedAt),
    steps,
  };
  log.info(fields, 'turn over');
};

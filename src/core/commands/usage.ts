import type { View } from '../ports/platform.ts';
import type { DayUsage, Usage, UsageScope } from '../memory/usage.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Command } from './command.ts';
import { managesChannel } from './scope.ts';
import type { Sentences } from '../sentences/sentences.ts';

const SCOPES: ReadonlyMap<string, UsageScope> = new Map([
  ['me', 'person'],
  ['channel', 'channel'],
  ['all', 'all'],
]);
const MONTH_DAYS = 29;

/** `usage`: questions, tokens and times of today and of thirty days. */
export const showUsage = async (
  command: Command,
  parts: { usage: Usage; operator: Pick<OperatorSettings, 'managers'> },
): Promise<View> => {
  const { turn, call, sentences } = command;
  const word = call.args['whose']?.toLowerCase() ?? 'me';
  const scope = SCOPES.get(word);
  if (!scope) return { note: sentences.usageOfWhom, private: true };
  if (scope === 'all' && !(await managesChannel(command, parts.operator)))
    return { note: sentences.usageNeedsManager, private: true };
  const [today, month] = [
    await parts.usage.total(turn.arrival, scope, 0),
    await parts.usage.total(turn.arrival, scope, MONTH_DAYS),
  ];
  const heading = sentences.usageOf[scope];
  const text = [
    heading,
    `- ${sentences.today}: ${describe(today, sentences)}`,
    `- ${sentences.thirtyDays}: ${describe(month, sentences)}`,
  ].join('\n');
  return { text, private: true, ...(month.estimated > 0 ? { note: sentences.someEstimated } : {}) };
};

const describe = (usage: DayUsage, sentences: Sentences): string => {
  const { questions, tokensIn, tokensOut, estimated, waitMs, writeMs } = usage;
  if (questions === 0) return sentences.noUsage;
  const mark = estimated > 0 ? '≈' : '';
  return sentences.usageLine(
    questions,
    `${mark}${sentences.number(tokensIn + tokensOut)}`,
    `${mark}${sentences.number(tokensOut)}`,
    sentences.duration(waitMs),
    sentences.duration(writeMs),
  );
};

import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import type { DayUsage, Usage, UsageScope } from '../memory/usage.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Command } from './command.ts';
import { managesChannel } from './scope.ts';

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
  const { turn, call } = command;
  const word = call.args['whose']?.toLowerCase() ?? 'me';
  const scope = SCOPES.get(word);
  if (!scope) return { note: english.usageOfWhom, private: true };
  if (scope === 'all' && !(await managesChannel(command, parts.operator)))
    return { note: english.usageNeedsManager, private: true };
  const [today, month] = [
    await parts.usage.total(turn.arrival, scope, 0),
    await parts.usage.total(turn.arrival, scope, MONTH_DAYS),
  ];
  const heading = english.usageOf[scope];
  const text = [heading, `- ${english.today}: ${describe(today)}`, `- ${english.thirtyDays}: ${describe(month)}`].join(
    '\n',
  );
  return { text, private: true, ...(month.estimated > 0 ? { note: english.someEstimated } : {}) };
};

const describe = (usage: DayUsage): string => {
  const { questions, tokensIn, tokensOut, estimated, waitMs, writeMs } = usage;
  if (questions === 0) return english.noUsage;
  const mark = estimated > 0 ? '≈' : '';
  return english.usageLine(
    questions,
    `${mark}${(tokensIn + tokensOut).toLocaleString('en')}`,
    `${mark}${tokensOut.toLocaleString('en')}`,
    english.duration(waitMs),
    english.duration(writeMs),
  );
};

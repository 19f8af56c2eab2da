import type { View } from '../ports/platform.ts';
import type { Feedback } from '../memory/feedback.ts';
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

/** `usage`: questions, tokens and times of today and of thirty days, or of as many as are kept. */
export const showUsage = async (
  command: Command,
  parts: { usage: Usage; feedback: Feedback; operator: Pick<OperatorSettings, 'managers'> },
): Promise<View> => {
  const { turn, call, sentences } = command;
  const word = call.args['whose']?.toLowerCase() ?? 'me';
  const scope = SCOPES.get(word);
  if (!scope) return { note: sentences.usageOfWhom, private: true };
  if (scope === 'all' && !(await managesChannel(command, parts.operator)))
    return { note: sentences.usageNeedsManager, private: true };
  const { usage, feedback } = parts;
  const [today, month] = [
    await usage.total(turn.arrival, scope, 0),
    await usage.total(turn.arrival, scope, usage.days - 1),
  ];
  const votes = await feedback.count(turn.arrival, scope, usage.days - 1);
  const heading = sentences.usageOf[scope];
  const text = [
    heading,
    `- ${sentences.today}: ${describe(today, sentences)}`,
    ...(usage.days > 1 ? [`- ${sentences.lastDays(usage.days)}: ${describe(month, sentences)}`] : []),
    ...(votes.up + votes.down > 0
      ? [`- ${sentences.rating.counts(sentences.number(votes.up), sentences.number(votes.down))}`]
      : []),
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

export const thousands = (count: number): string => count.toLocaleString('en');
export const counted = (count: number, noun: string): string => `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
export const questionsWithAnswers = (count: number): string =>
  `${counted(count, 'question')} and ${count === 1 ? 'its answer' : 'their answers'}`;
/** "a, and b": parts may hold an "and" themselves. */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1) ?? ''}`;

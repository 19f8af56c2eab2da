import type { Talk } from './question.ts';
import type { TortureStage } from './torture-stage.ts';

/** What was asked in each place, and what stands there, for whoever looks for the cause of something. */
export const describePlaces = (stage: TortureStage, talks: readonly Talk[]): string => {
  const lines = talks.flatMap((talk) => [
    `talk ${talk.id}, ${talk.opened}`,
    ...talk.questions.map((each) => `  q${each.n}, ${each.way}, turn ${stage.turnId(each) ?? '?'}`),
    ...stage.saidIn(talk).map(({ id, text }) => `  ${id}: ${text.replaceAll(/\s+/g, ' ').slice(0, 200)}`),
  ]);
  return `${lines.join('\n')}\n`;
};

import type { Talk } from './question.ts';
import type { Said, TortureStage } from './torture-stage.ts';

/** What was asked in each place, and what stands there, for whoever looks for the cause of something. */
export const describePlaces = (stage: TortureStage, talks: readonly Talk[]): string => {
  const placed = new Set<string>();
  const lines: string[] = [];
  for (const talk of talks) {
    const said = stage.saidIn(talk);
    for (const { id } of said) placed.add(id);
    const questions = talk.questions.map((each) => `  q${each.n}, ${each.way}, turn ${stage.turnId(each) ?? '?'}`);
    lines.push(`talk ${talk.id}, ${talk.opened}`, ...questions, ...said.map(lineOf));
  }
  const others = stage.saidAnywhere().filter(({ id }) => !placed.has(id));
  return `${[...lines, 'in no talk', ...others.map(lineOf)].join('\n')}\n`;
};

const lineOf = ({ id, text }: Said): string => `  ${id}: ${text.replaceAll(/\s+/g, ' ').slice(0, 200)}`;

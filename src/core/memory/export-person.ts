import type { KeptElsewhere } from '../kept-kind.ts';
import type { Footprint, Person } from './footprint.ts';
import type { History } from './history.ts';
import type { Memories } from './memories.ts';
import type { KeptFile } from './kept-files.ts';
import { wholeText } from './past-turn.ts';
import type { PastTurn } from './past-turn.ts';
import type { DayUsage } from './usage.ts';

/** Everything of a person that is remembered, for people to read. Times are ISO 8601. */
export interface PersonExport {
  /** As they were called when they asked. */
  names: string[];
  conversations: ConversationExport[];
  /** By where each counts. */
  settings: Record<string, unknown>;
  /** By day. */
  usage: Record<string, DayUsage>;
  /** What platforms keep, by its row in docs/privacy.md. */
  elsewhere: Record<string, Record<string, unknown>>;
}
interface ConversationExport extends Pick<Footprint, 'workspace' | 'channel' | 'conversation'> {
  lastAnswer: string;
  /** Their own questions, oldest first, and the answers to them. */
  turns: TurnExport[];
}
interface TurnExport {
  at: string;
  questions: string[];
  /** What was read of what came with the questions. */
  files: (KeptFile & { name: string })[];
  model: string;
  answer: string;
}

export const exportPerson = async (
  person: Person,
  { memories, elsewhere }: { memories: Memories; elsewhere: KeptElsewhere },
): Promise<PersonExport> => {
  const { history, people, settings, usage } = memories;
  const names = new Set<string>();
  const conversations: ConversationExport[] = [];
  for (const { at, ...where } of await people.find(person)) {
    const own = await ownTurns(history, where.conversation, person);
    for (const { questions } of own) for (const { who } of questions) names.add(who);
    conversations.push({
      ...where,
      lastAnswer: new Date(at).toISOString(),
      turns: await Promise.all(own.map((turn) => plainTurn(turn, history))),
    });
  }
  return {
    names: [...names],
    conversations,
    settings: await settings.ofPerson(person, names),
    usage: await usage.ofPerson(person),
    elsewhere: await elsewhere.ofPerson(person),
  };
};

/** With nobody else's questions. */
const ownTurns = async (history: History, conversation: string, { personId }: Person): Promise<PastTurn[]> => {
  const own: PastTurn[] = [];
  for await (const turn of history.all(conversation)) {
    const questions = turn.questions.filter((question) => question.personId === personId);
    if (questions.length > 0) own.push({ ...turn, questions });
  }
  return own.toReversed();
};

const plainTurn = async (turn: PastTurn, { files: kept }: History): Promise<TurnExport> => {
  const files: TurnExport['files'] = [];
  for (const { key, name } of turn.questions.flatMap((question) => question.files ?? [])) {
    const content = await kept.find(key);
    if (content) files.push({ name, ...content });
  }
  return {
    at: new Date(turn.at).toISOString(),
    questions: turn.questions.map(({ text }) => text),
    files,
    model: turn.model,
    answer: wholeText(turn),
  };
};

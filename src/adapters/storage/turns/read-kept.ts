import type { View } from '../../../core/ports/platform.ts';
import type { Exchange } from '../../../core/ports/exchange.ts';
import type { Kept } from '../../../core/ports/turns.ts';

/** As version 0.1 has kept it: one question by whoever the turn belongs to, and one text. */
interface FormerExchange extends Omit<Exchange, 'questions' | 'texts'> {
  question: string;
  who: string;
  text: string;
}
interface FormerKept {
  said?: FormerExchange;
  partial?: FormerExchange;
  answer?: Omit<View, 'notify'> & { notify?: View['notify'] | boolean };
}
type StoredKept = Omit<Kept, 'partial' | 'answer'> &
  Pick<FormerKept, 'said' | 'answer'> & { partial?: Exchange | FormerExchange };

export const readKept = (stored: StoredKept, personId: string): Kept => {
  const { said, partial, answer, ...kept } = stored;
  return {
    ...kept,
    ...(answer ? { answer: readAnswer(answer) } : {}),
    ...(partial ? { partial: readExchange(partial, personId) } : {}),
    ...(said ? { exchange: readExchange(said, personId) } : {}),
  };
};

const readExchange = (stored: Exchange | FormerExchange, personId: string): Exchange => {
  if ('questions' in stored) return stored;
  const { question, who, text, ...exchange } = stored;
  return { ...exchange, questions: [{ personId, who, text: question }], texts: [text] };
};

const readAnswer = ({ notify, ...answer }: NonNullable<FormerKept['answer']>): View => {
  if (notify === undefined || notify === false) return answer;
  return { ...answer, notify: notify === true ? { round: 0 } : notify };
};

/** How a conversation begins; `reply` is a mention where the bot may not open threads, so that many answers stand in one place. */
export type Opening = 'mention' | 'reply' | 'direct' | 'command';
/** How a question reaches the bot. */
export type Way = Opening | 'follow-up';

/** A place in which questions follow each other: a thread, direct messages, what a command opened. */
export interface Talk {
  readonly id: number;
  readonly person: number;
  readonly opened: Opening;
  readonly questions: Question[];
}

export interface Question {
  readonly n: number;
  readonly talk: Talk;
  readonly way: Way;
  /** As it was asked, and as it was edited after that: any one of them may be answered. */
  readonly wordings: Wording[];
  readonly askedAt: number;
  /** Somebody pressed Stop for it. */
  isStopped: boolean;
  /** Somebody put it off: its answer comes outside of the order. */
  isParked: boolean;
}

export interface Wording {
  readonly asked: string;
  /** What the model writes, on one line. */
  readonly answer: string;
  /** How the answer begins, also one that is cut off early: words that stand in no other answer of its talk. */
  readonly begins: string;
}

/** What was asked at first. */
export const askedAtFirst = ({ wordings }: Question): string => wordings[0]?.asked ?? '';

const WORDS = 'the sky is blue because short waves scatter more than long ones do'.split(' ');

/** A question that the stand-in answers with words that are its own. */
export const shortQuestion = (n: number, words: number, edition = ''): Wording => {
  const middle = Array.from({ length: words }, (_, word) => WORDS[word % WORDS.length]).join(' ');
  const answer = `alpha${n}x${edition} ${middle} omega${n}x${edition}`;
  return { asked: `repeat: ${answer}`, answer, begins: `alpha${n}x${edition} ` };
};

/** An answer of several messages; one in a talk, because all of them begin alike. */
export const longQuestion = (to: number): Wording => ({
  asked: `count to ${to}`,
  answer: Array.from({ length: to }, (_, n) => n + 1).join(' '),
  begins: '1 2 3 4 ',
});

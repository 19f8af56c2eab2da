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
  readonly asked: string;
  /** What the model writes, on one line. */
  readonly answer: string;
  /** How the answer begins: words that stand in no other answer of its talk. */
  readonly begins: string;
  readonly askedAt: number;
}

const WORDS = 'the sky is blue because short waves scatter more than long ones do'.split(' ');

/** A question that the stand-in answers with words that are its own. */
export const shortQuestion = (n: number, words: number): Pick<Question, 'asked' | 'answer' | 'begins'> => {
  const middle = Array.from({ length: words }, (_, word) => WORDS[word % WORDS.length]).join(' ');
  const answer = `alpha${n}x ${middle} omega${n}x`;
  return { asked: `repeat: ${answer}`, answer, begins: `alpha${n}x ` };
};

/** An answer of several messages; one in a talk, because all of them begin alike. */
export const longQuestion = (to: number): Pick<Question, 'asked' | 'answer' | 'begins'> => ({
  asked: `count to ${to}`,
  answer: Array.from({ length: to }, (_, n) => n + 1).join(' '),
  begins: '1 2 3 4 5 6 7 8 9 10 11 12',
});

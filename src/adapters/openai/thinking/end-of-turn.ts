import { BEGIN_OF_TURN, END_OF_TURN, lengthOfBegunMark, oneOf } from './dialects.ts';

const MARKS = [...END_OF_TURN, ...BEGIN_OF_TURN];
const PLAYS_BOTH_PARTS = new RegExp(String.raw`(?:(?:${oneOf(END_OF_TURN)})\s*)+(?:${oneOf(BEGIN_OF_TURN)})`);

/**
 * Takes the tokens off the end of an answer that a server has left there. Spoken of in the middle of a text they stay: only what is at the
 * very end, or before the words of somebody else, is no part of an answer.
 */
export class EndOfTurn {
  #held = '';
  #isOver = false;

  /** @returns what is certainly text by now. */
  push(text: string): string {
    if (this.#isOver) return '';
    this.#held += text;
    const both = PLAYS_BOTH_PARTS.exec(this.#held);
    if (both) {
      this.#isOver = true;
      return this.#take(both.index);
    }
    const begun = this.#held.length - lengthOfBegunMark(this.#held, MARKS);
    return this.#take(endOfWords(this.#held.slice(0, begun)).index);
  }

  /** What was held back, without the tokens at its end. */
  end(): string {
    if (this.#isOver) return '';
    const { index, hasToken } = endOfWords(this.#held);
    const rest = hasToken ? this.#held.slice(0, index) : this.#held;
    this.#held = '';
    return rest;
  }

  #take(length: number): string {
    const ready = this.#held.slice(0, length);
    this.#held = this.#isOver ? '' : this.#held.slice(length);
    return ready;
  }
}

/** Where the words of a text end, before white space and tokens; has it any tokens there? */
const endOfWords = (text: string): { index: number; hasToken: boolean } => {
  let words = text.trimEnd();
  let hasToken = false;
  for (let token = tokenAtEnd(words); token !== undefined; token = tokenAtEnd(words)) {
    words = words.slice(0, -token.length).trimEnd();
    hasToken = true;
  }
  return { index: words.length, hasToken };
};

/** All of them end alike, and hardly any text does. */
const tokenAtEnd = (text: string): string | undefined =>
  text.endsWith('>') ? END_OF_TURN.find((token) => text.endsWith(token)) : undefined;

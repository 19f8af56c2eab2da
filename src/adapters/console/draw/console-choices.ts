import type { Choice } from '../../../core/ports/arrival.ts';

export interface NumberedChoice {
  number: number;
  choice: Choice;
}

interface Offer {
  choices: readonly NumberedChoice[];
  /** Of an answer: it stands until something else is typed. Otherwise for as long as its turn says so. */
  isSaid: boolean;
}

/** What can be chosen by its number now. No number means two things while both can be seen. */
export class ConsoleChoices {
  /** By turn. */
  readonly #offers = new Map<string, Offer>();

  /** Numbers what a turn offers; the same choices again keep their numbers. */
  offer(turn: string, choices: readonly Choice[], isSaid: boolean): readonly NumberedChoice[] {
    const known = this.#offers.get(turn);
    const isSame = JSON.stringify(known?.choices.map(({ choice }) => choice)) === JSON.stringify(choices);
    if (known && isSame) {
      this.#offers.set(turn, { ...known, isSaid });
      return known.choices;
    }
    this.#offers.delete(turn);
    if (choices.length === 0) return [];
    const first = (this.numbers?.last ?? 0) + 1;
    const numbered = choices.map((choice, index) => ({ number: first + index, choice }));
    this.#offers.set(turn, { choices: numbered, isSaid });
    return numbered;
  }

  of(turn: string): readonly NumberedChoice[] {
    return this.#offers.get(turn)?.choices ?? [];
  }

  /** Something was typed: what answers have offered is over. */
  typed(): void {
    for (const [turn, { isSaid }] of this.#offers) if (isSaid) this.#offers.delete(turn);
  }

  find(number: number): Choice | undefined {
    return this.#all.find((each) => each.number === number)?.choice;
  }

  /** The lowest and the highest number; undefined when nothing is offered. */
  get numbers(): { first: number; last: number } | undefined {
    const numbers = this.#all.map(({ number }) => number);
    return numbers.length === 0 ? undefined : { first: Math.min(...numbers), last: Math.max(...numbers) };
  }

  get #all(): NumberedChoice[] {
    return [...this.#offers.values()].flatMap(({ choices }) => choices);
  }
}

/** A message of the bot as the asker reads it. */
export interface ReadByAsker {
  id: string;
  channel: string;
  text: string;
  buttons: string[];
  pings: boolean;
}

/** Somewhere people ask, with somebody who does; the bot's clock is driven by the test. */
export interface MatrixPlace {
  /** @returns what the bot says to it, now */
  ask(text: string): Question;
  /** The same person asks on where an answer is expected. */
  askOn(first: Question, text: string): Question;
  press(message: ReadByAsker, label: string): void;
  /** Another process on the same store. */
  begin(owner: string): Promise<{ kill: () => Promise<void> }>;
  /** How many requests have come so far, and whether one is under way. */
  traffic(): { calls: number; isBusy: boolean };
}

export interface Question {
  /** Where it was asked, as its place knows it. */
  ref: string;
  read(): ReadByAsker[];
}

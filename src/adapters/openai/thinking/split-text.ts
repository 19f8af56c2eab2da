import type { TextEvent, WasReasoningEvent } from '../../../core/ports/model.ts';
import { decodeEntities } from '../../../markdown/scan/entities.ts';
import { isSeen } from '../../../markdown/scan/is-seen.ts';
import { isShown, isSurelyShown } from '../../../markdown/write/seen-words.ts';
import { CodeTracker } from './code-tracker.ts';
import { EndOfTurn } from './end-of-turn.ts';

/** A piece of what a model wrote: for the reader, or its thinking; or the news that all text so far was thinking. */
export type SplitPiece = TextEvent | WasReasoningEvent;

/** Of what was written before a tag, so much is looked at, UTF-16 units. */
const CONTEXT = 40;
/** A beginning of which nothing is shown is looked at again when it has grown by this, so that a long one costs no more than its length. */
const GROWTH = 1.25;
/** A shorter one always, UTF-16 units. */
const MIN_LOOK = 200;

/** What was told apart so far: collects the pieces, and knows what the next ones stand in. */
export class SplitText {
  /** The end of what was given out as text, or of the thought. */
  before = '';
  #wroteText = false;
  /** What came before the first word that is shown: it goes along with that, or nothing was written. */
  #unseen = '';
  #lookAgainAt = 0;
  #code = new CodeTracker();
  #endOfTurn = new EndOfTurn();
  #pieces: SplitPiece[] = [];

  get wroteText(): boolean {
    return this.#wroteText;
  }

  /** Only blanks so far, however they were written: no sentence goes on. */
  get isBlank(): boolean {
    return !this.#wroteText && !isSeen(decodeEntities(this.#unseen, { escapes: false }));
  }

  /** Does the text end inside of code? */
  get isInCode(): boolean {
    return this.#code.inCode;
  }

  /** Text begins with the first word that a reader sees: tags that are left open, and what stands for blanks, may come to nothing. */
  write(raw: string): void {
    this.#code.track(raw);
    this.before = (this.before + raw).slice(-CONTEXT);
    this.#show(this.#endOfTurn.push(raw));
  }

  think(text: string): void {
    if (text === '') return;
    this.before = (this.before + text).slice(-CONTEXT);
    this.#pieces.push({ type: 'reasoning', text });
  }

  /** The answer begins here: what was text was none. */
  beginAnew(): void {
    if (this.#wroteText) this.#pieces.push({ type: 'was-reasoning' });
    this.before = '';
    this.#wroteText = false;
    this.#unseen = '';
    this.#lookAgainAt = 0;
    this.#code = new CodeTracker();
    this.#endOfTurn = new EndOfTurn();
  }

  end(): void {
    this.#show(this.#endOfTurn.end());
    if (!this.#wroteText && isShown(this.#unseen)) this.#begin();
  }

  /** The pieces since the last time. */
  take(): SplitPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #show(written: string): void {
    if (written === '') return;
    if (this.#wroteText) this.#pieces.push({ type: 'text', text: written });
    else this.#hold(written);
  }

  #hold(written: string): void {
    this.#unseen += written;
    const { length } = this.#unseen;
    if (length < this.#lookAgainAt) return;
    if (isSurelyShown(this.#unseen)) this.#begin();
    else this.#lookAgainAt = length < MIN_LOOK ? 0 : length * GROWTH;
  }

  #begin(): void {
    this.#wroteText = true;
    this.#pieces.push({ type: 'text', text: this.#unseen.trimStart() });
    this.#unseen = '';
  }
}

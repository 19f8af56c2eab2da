import { isInCode } from './code-tracker.ts';
import {
  BARE_ANALYSIS,
  BARE_BEGINNING,
  BARE_SWITCH,
  CLOSING,
  HEADER_BEGINS,
  HEADER_ENDS,
  isOneOf,
  lengthOfBegunMark,
  MESSAGE_ENDS,
  oneOf,
  OPENING,
} from './dialects.ts';
import { SplitText, type SplitPiece } from './split-text.ts';
import { beginsAThought, endsAThought, interruptsASentence, isBetweenTags } from './spoken-of.ts';
import { soundsLikeThinking } from './thinking-words.ts';

/** `yes`: held back until its thought ends, or it does; `maybe`: only if the first words sound like thinking. */
export type LeadsWithThought = 'yes' | 'maybe';

type Mode =
  /** Too little has come to tell how it begins. */
  | 'judge'
  /** It began with a thought that nothing marks: held until a closing tag. */
  | 'hold'
  | 'text'
  /** Behind an opening tag at the beginning. */
  | 'thought'
  /** Behind an opening tag after some text: whether it has an end decides what it was. */
  | 'aside'
  /** Within the header of a Harmony message, and behind one of its thoughts; the same without marks. */
  | 'header'
  | 'channel'
  | 'bare';

const IN_TEXT = [...OPENING, ...CLOSING, ...HEADER_BEGINS, ...MESSAGE_ENDS];
const ENDS_CHANNEL = [...HEADER_BEGINS, ...MESSAGE_ENDS];
const MARK = new RegExp(oneOf(IN_TEXT), 'i');
const CLOSE = new RegExp(oneOf(CLOSING), 'gi');
const CHANNEL_END = new RegExp(oneOf(ENDS_CHANNEL), 'i');
const OPENS_AT_ONCE = new RegExp(String.raw`^\s*(?:${oneOf([...OPENING, ...HEADER_BEGINS])})`, 'i');
/** A header of Harmony, and what may have come of one; its length in UTF-16 units. */
const HEADER = /^(?:assistant|user|system|developer|tool|functions|analysis|commentary|final)\b[^\n]*$/;
const BEGUN_HEADER = /^[a-z]{0,10}$/;
const MAX_HEADER = 120;
/** What stands between two tags that are only spoken of is shorter, UTF-16 units. */
const MAX_BETWEEN_TAGS = 8;

/**
 * Takes a model's thinking out of its text while it arrives, wherever the chunks are cut. Tags in code, and tags that a sentence speaks of,
 * are text: people ask about models. Text begins with its first visible character and ends before the tokens that end a turn.
 */
export class ThinkSplitter {
  readonly #leads: LeadsWithThought;
  #mode: Mode = 'judge';
  /** What arrived and is not yet given out. */
  #held = '';
  /** No closing tag begins before this place of what is held: long thoughts are not searched again with each chunk. */
  #searched = 0;
  /** The mark that began the present mode, as it was written. */
  #mark = '';
  #isHarmony = false;
  readonly #out = new SplitText();

  constructor(leads: LeadsWithThought) {
    this.#leads = leads;
  }

  push(chunk: string): SplitPiece[] {
    this.#held += chunk;
    while (this.#step(false));
    return this.#out.take();
  }

  /** The thinking arrives in a field of its own, so nothing has to be held back. */
  release(): SplitPiece[] {
    if (this.#mode === 'judge' || this.#mode === 'hold') this.#mode = 'text';
    return this.push('');
  }

  /** What is left. A thought without an end was one if the model was cut off; in a finished answer its tag was only mentioned. */
  end(finished: boolean): SplitPiece[] {
    while (this.#step(true));
    this.#endMode(finished);
    this.#held = '';
    this.#out.end();
    return this.#out.take();
  }

  #endMode(finished: boolean): void {
    const isThought = this.#mode === 'thought' || this.#mode === 'channel' || (this.#mode === 'aside' && !finished);
    if (isThought) this.#out.think(this.#held);
    else if (this.#mode === 'bare' || this.#mode === 'aside') this.#out.write(this.#mark + this.#held);
    else this.#out.write(this.#held);
  }

  /** True if there may be more to do. */
  #step(atEnd: boolean): boolean {
    switch (this.#mode) {
      case 'judge':
        return this.#judge(atEnd);
      case 'hold':
        return this.#hold(atEnd);
      case 'text':
        return this.#readText(atEnd);
      case 'thought':
      case 'aside':
        return this.#readThought(this.#mode, atEnd);
      case 'header':
        return this.#readHeader(atEnd);
      case 'channel':
        return this.#readChannel(atEnd);
      case 'bare':
        return this.#readBare();
    }
  }

  #judge(atEnd: boolean): boolean {
    const begun = this.#held.trimStart();
    if (BARE_BEGINNING.test(begun)) {
      this.#mark = BARE_ANALYSIS;
      this.#held = begun.slice(BARE_ANALYSIS.length);
      this.#mode = 'bare';
      return true;
    }
    if (!atEnd && BARE_ANALYSIS.startsWith(begun)) return false;
    const verdict = this.#leads === 'yes' ? 'yes' : soundsLikeThinking(this.#held);
    if (verdict === 'maybe' && !atEnd) return false;
    this.#mode = verdict === 'yes' ? 'hold' : 'text';
    return true;
  }

  #hold(atEnd: boolean): boolean {
    if (OPENS_AT_ONCE.test(this.#held)) {
      this.#mode = 'text';
      return true;
    }
    for (let end = this.#findEnd(); end; end = this.#findEnd()) {
      const before = this.#held.slice(0, end.index);
      const spokenOf = isInCode(before) || interruptsASentence(before, this.#held.slice(end.after));
      if (spokenOf === undefined && !atEnd) return false;
      if (spokenOf === false) {
        this.#endThought(end);
        return true;
      }
      this.#searched = end.after;
    }
    if (atEnd) this.#mode = 'text';
    return atEnd;
  }

  #readText(atEnd: boolean): boolean {
    const found = MARK.exec(this.#held);
    if (!found) {
      this.#give(this.#held.length - (atEnd ? 0 : lengthOfBegunMark(this.#held, IN_TEXT)));
      return false;
    }
    const mark = found[0];
    this.#give(found.index);
    if (this.#out.isInCode) this.#give(mark.length);
    else if (isOneOf(mark, OPENING)) this.#open(mark);
    else if (isOneOf(mark, CLOSING)) return this.#closeUnopened(mark, atEnd);
    else if (isOneOf(mark, HEADER_BEGINS)) this.#begin('header', mark);
    else if (this.#isHarmony) this.#drop(mark.length);
    else this.#give(mark.length);
    return true;
  }

  #open(mark: string): void {
    if (this.#out.isBlank || beginsAThought(this.#out.before))
      this.#begin(this.#out.wroteText ? 'aside' : 'thought', mark);
    else this.#give(mark.length);
  }

  /** A closing tag that nothing has opened: all so far was a thought, or a sentence speaks of the tag. */
  #closeUnopened(mark: string, atEnd: boolean): boolean {
    const verdict = endsAThought(this.#out.before, this.#held.slice(mark.length));
    if (verdict === undefined && !atEnd) return false;
    if (verdict !== true) {
      this.#give(mark.length);
      return true;
    }
    this.#drop(mark.length);
    this.#out.beginAnew();
    return true;
  }

  #readThought(mode: 'thought' | 'aside', atEnd: boolean): boolean {
    const end = this.#findEnd();
    if (!end) {
      const isLong = this.#held.length > MAX_BETWEEN_TAGS + lengthOfBegunMark(this.#held, CLOSING);
      if (mode === 'thought' && (isLong || this.#out.before !== '' || atEnd)) {
        const ready = this.#held.length - (atEnd ? 0 : lengthOfBegunMark(this.#held, CLOSING));
        this.#out.think(this.#held.slice(0, ready));
        this.#drop(ready);
      }
      return false;
    }
    const spokenOf = this.#isSpokenOf(end);
    if (spokenOf === undefined && !atEnd) return false;
    if (spokenOf === true) {
      this.#mode = 'text';
      const raw = this.#mark + this.#held.slice(0, end.after);
      this.#drop(end.after);
      this.#out.write(raw);
      return true;
    }
    this.#endThought(end);
    return true;
  }

  /** "<think> and </think> mark a thought". */
  #isSpokenOf(end: { index: number; after: number }): boolean | undefined {
    if (this.#mode === 'thought' && this.#out.before !== '') return false;
    if (end.index > MAX_BETWEEN_TAGS || !isBetweenTags(this.#held.slice(0, end.index))) return false;
    const after = this.#held.slice(end.after);
    return after.trim() === '' && !after.includes('\n') ? undefined : /^ \p{Ll}/u.test(after);
  }

  #readHeader(atEnd: boolean): boolean {
    const end = this.#held.indexOf(HEADER_ENDS);
    const header = end === -1 ? this.#held : this.#held.slice(0, end);
    const isBegun = end === -1 && !atEnd && BEGUN_HEADER.test(header);
    const isHeader = header.length <= MAX_HEADER && HEADER.test(header) && !(end === -1 && atEnd);
    if (!isBegun && !isHeader) {
      this.#mode = 'text';
      this.#out.write(this.#mark);
      return true;
    }
    if (end === -1) return false;
    this.#isHarmony = true;
    this.#drop(end + HEADER_ENDS.length);
    if (/analysis|commentary/.test(header)) this.#mode = 'channel';
    else this.#beginAnswer();
    return true;
  }

  #readChannel(atEnd: boolean): boolean {
    const end = CHANNEL_END.exec(this.#held);
    const ready = end ? end.index : this.#held.length - (atEnd ? 0 : lengthOfBegunMark(this.#held, ENDS_CHANNEL));
    this.#out.think(this.#held.slice(0, ready));
    this.#drop(ready);
    if (end) this.#mode = 'text';
    return end !== null;
  }

  #readBare(): boolean {
    const found = BARE_SWITCH.exec(this.#held);
    if (!found) return false;
    this.#out.think(this.#held.slice(0, found.index));
    this.#drop(found.index + found[0].length);
    if (found[1] === 'final') this.#beginAnswer();
    else this.#mark = '';
    return true;
  }

  #beginAnswer(): void {
    this.#mode = 'text';
    this.#out.beginAnew();
  }

  #begin(mode: Mode, mark: string): void {
    this.#drop(mark.length);
    this.#mode = mode;
    this.#mark = mark;
    if (mode !== 'header') this.#out.before = '';
  }

  /** The first closing tag from where was searched that is not quoted by a backtick. */
  #findEnd(): { index: number; after: number } | undefined {
    CLOSE.lastIndex = this.#searched;
    for (let match = CLOSE.exec(this.#held); match; match = CLOSE.exec(this.#held)) {
      const { index, 0: tag } = match;
      const previous = index === 0 ? this.#out.before.slice(-1) : this.#held[index - 1];
      if (previous !== '`') return { index, after: index + tag.length };
    }
    this.#searched = Math.max(this.#searched, this.#held.length - lengthOfBegunMark(this.#held, CLOSING));
    return undefined;
  }

  #endThought(end: { index: number; after: number }): void {
    this.#out.think(this.#held.slice(0, end.index));
    this.#drop(end.after);
    this.#mode = 'text';
    this.#out.before = '';
  }

  #drop(characters: number): void {
    this.#held = this.#held.slice(characters);
    this.#searched = 0;
  }

  /** Gives out so much of what is held as text. */
  #give(characters: number): void {
    const raw = this.#held.slice(0, characters);
    this.#drop(characters);
    this.#out.write(raw);
  }
}

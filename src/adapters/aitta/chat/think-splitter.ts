import { CodeTracker } from './code-tracker.ts';
import { soundsLikeThinking } from './thinking-words.ts';
import type { TextEvent } from '../../../core/ports/model.ts';

/**
 * - `yes`: the model begins to think without saying so and ends with a lone closing tag; all is held back until that tag, or the end.
 * - `maybe`: nothing is known; held back only if the first words sound like thinking.
 * - `no`: only marked thoughts are taken out.
 */
export type LeadsWithThought = 'yes' | 'maybe' | 'no';

const TAG = /<\/?think(?:ing)?>|\[\/?THINK\]/i;
const TAGS = ['<think>', '</think>', '<thinking>', '</thinking>', '[think]', '[/think]'];
const MAX_TAG = '</thinking>'.length;
/** `aside` is a thought after some text: its end decides whether it was one. */
type Mode = 'judge' | 'hold' | 'text' | 'thought' | 'aside';

/**
 * Takes a model's thinking out of its text while it arrives, wherever it is cut. Tags in code are text: people ask about models. Text
 * begins with its first visible character.
 */
export class ThinkSplitter {
  #mode: Mode;
  /** What arrived and is not yet given out. */
  #held = '';
  /** No closing tag begins before this place of what is held: long thoughts are not searched again with each chunk. */
  #searched = 0;
  #asideTag = '';
  #lastThought = '';
  #wroteText = false;
  #foundLoneEnd = false;
  readonly #code = new CodeTracker();
  #pieces: TextEvent[] = [];

  constructor(leads: LeadsWithThought) {
    this.#mode = leads === 'yes' ? 'hold' : leads === 'maybe' ? 'judge' : 'text';
  }

  /** Was there a closing tag without an opening one? Then this model leads with its thoughts. */
  get foundLoneEnd(): boolean {
    return this.#foundLoneEnd;
  }

  push(chunk: string): TextEvent[] {
    this.#held += chunk;
    return this.#split(false);
  }

  /** The thinking arrives in a field of its own, so nothing has to be held back. */
  release(): TextEvent[] {
    if (this.#mode === 'judge' || this.#mode === 'hold') this.#mode = 'text';
    return this.#split(false);
  }

  /** What is left. A thought without an end was one if the model was cut off; in a finished answer its tag was only mentioned. */
  end(finished: boolean): TextEvent[] {
    if (this.#mode === 'judge' || this.#mode === 'hold') this.#mode = 'text';
    const pieces = this.#split(true);
    if (this.#mode === 'aside' && finished) this.#write(this.#asideTag + this.#held);
    else this.#think(this.#held);
    this.#drop(this.#held.length);
    return [...pieces, ...this.#taken()];
  }

  #split(atEnd: boolean): TextEvent[] {
    while (this.#step(atEnd));
    return this.#taken();
  }

  #taken(): TextEvent[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** True if there may be more to do. */
  #step(atEnd: boolean): boolean {
    switch (this.#mode) {
      case 'judge':
        return this.#judge();
      case 'hold':
        return this.#hold();
      case 'text':
        return this.#readText(atEnd);
      case 'thought':
      case 'aside':
        return this.#readThought(this.#mode, atEnd);
    }
  }

  #judge(): boolean {
    const verdict = soundsLikeThinking(this.#held);
    if (verdict === 'maybe') return false;
    this.#mode = verdict === 'yes' ? 'hold' : 'text';
    return true;
  }

  #hold(): boolean {
    const first = TAG.exec(this.#held);
    if (first && !isClosing(first[0]) && this.#held.slice(0, first.index).trim() === '') {
      this.#mode = 'text';
      return true;
    }
    const end = this.#findEnd('');
    if (!end) return false;
    this.#foundLoneEnd = true;
    this.#endThought(end);
    return true;
  }

  #readText(atEnd: boolean): boolean {
    const tag = TAG.exec(this.#held);
    if (!tag) {
      const keep = atEnd ? 0 : lengthOfBegunTag(this.#held);
      const ready = this.#held.length - keep;
      this.#write(this.#held.slice(0, ready));
      this.#drop(ready);
      return false;
    }
    this.#write(this.#held.slice(0, tag.index));
    this.#drop(tag.index + tag[0].length);
    if (this.#code.inCode) this.#write(tag[0]);
    else if (isClosing(tag[0])) this.#foundLoneEnd = true;
    else {
      this.#mode = this.#wroteText ? 'aside' : 'thought';
      this.#asideTag = tag[0];
      this.#lastThought = '';
    }
    return true;
  }

  #readThought(mode: 'thought' | 'aside', atEnd: boolean): boolean {
    const end = this.#findEnd(this.#lastThought);
    if (end) {
      this.#endThought(end);
      return true;
    }
    if (mode === 'thought') {
      const ready = this.#held.length - (atEnd ? 0 : lengthOfBegunTag(this.#held));
      this.#think(this.#held.slice(0, ready));
      this.#drop(ready);
    }
    return false;
  }

  /** The first closing tag that is not quoted by a backtick; `before` is the character in front of what is held. */
  #findEnd(before: string): { index: number; after: number } | undefined {
    const tags = new RegExp(TAG, 'gi');
    tags.lastIndex = this.#searched;
    for (let match = tags.exec(this.#held); match; match = tags.exec(this.#held)) {
      const { index, 0: tag } = match;
      const previous = index === 0 ? before : this.#held[index - 1];
      if (isClosing(tag) && previous !== '`') return { index, after: index + tag.length };
    }
    this.#searched = Math.max(0, this.#held.length - MAX_TAG + 1);
    return undefined;
  }

  #endThought(end: { index: number; after: number }): void {
    this.#think(this.#held.slice(0, end.index));
    this.#drop(end.after);
    this.#mode = 'text';
  }

  #drop(characters: number): void {
    this.#held = this.#held.slice(characters);
    this.#searched = 0;
  }

  #write(raw: string): void {
    this.#code.track(raw);
    const text = this.#wroteText ? raw : raw.trimStart();
    if (text === '') return;
    this.#wroteText = true;
    this.#pieces.push({ type: 'text', text });
  }

  #think(text: string): void {
    if (text === '') return;
    this.#lastThought = text.slice(-1);
    this.#pieces.push({ type: 'reasoning', text });
  }
}

const isClosing = (tag: string): boolean => tag[1] === '/';

/** How much of the text's end may be the beginning of a tag. */
const lengthOfBegunTag = (text: string): number => {
  const from = Math.max(text.lastIndexOf('<'), text.lastIndexOf('['));
  if (from === -1) return 0;
  const end = text.slice(from).toLowerCase();
  return TAGS.some((tag) => tag.startsWith(end)) ? end.length : 0;
};

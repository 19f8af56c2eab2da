import { StringDecoder } from 'node:string_decoder';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/** Bracketed paste (xterm's control sequences, DECSET 2004): the terminal marks what was pasted. */
export const MARK_PASTES = '\u001B[?2004h';
export const DO_NOT_MARK_PASTES = '\u001B[?2004l';
const BEGIN = '\u001B[200~';
const END = '\u001B[201~';
/** The beginning of a mark at the end of a chunk; shorter ones are keys. */
const BEGUN = ['\u001B[200', '\u001B[20', '\u001B[2'];
/** Stands for a line end in the line that is being typed. */
const LINE_END = '\u240A';
/** What is longer is shown as a word for it, characters. */
const SHOWN_MAX = 200;
/** A paste that never ends is none, characters. */
const PASTE_MAX = 1_000_000;
const CTRL_C = '\u0003';

/** A text of several lines as one that can be edited. */
export const asLine = (text: string): string => text.replaceAll('\n', LINE_END);

/** Between a terminal and readline, which would enter each line of a pasted text. */
export class PasteFilter extends Transform {
  readonly #decoder = new StringDecoder('utf8');
  /** What the words for long texts stand for. */
  readonly #texts = new Map<string, string>();
  #held = '';
  #pasted: string | undefined;

  /** The entered line with the pasted texts as they were. */
  expand(line: string): string {
    let text = line;
    for (const [word, pasted] of this.#texts) text = text.replaceAll(word, () => pasted);
    return text.replaceAll(LINE_END, '\n');
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    let text = this.#held + this.#decoder.write(chunk);
    let keys = '';
    this.#held = '';
    while (text !== '') {
      const mark = this.#pasted === undefined ? BEGIN : END;
      const at = text.indexOf(mark);
      const part = at < 0 ? text : text.slice(0, at);
      if (this.#pasted === undefined) keys += part;
      else this.#pasted += part;
      text = at < 0 ? '' : text.slice(at + mark.length);
      if (at >= 0) keys += this.#turn();
    }
    done(null, this.#holdBack(keys + this.#giveUp()));
  }

  /** At a mark: a paste begins, or ends as what readline may see of it. */
  #turn(): string {
    const pasted = this.#pasted;
    this.#pasted = pasted === undefined ? '' : undefined;
    return pasted === undefined ? '' : this.#shown(pasted);
  }

  #shown(pasted: string): string {
    const text = pasted
      .replaceAll(/\r\n?/g, '\n')
      .replaceAll(/[^\P{Cc}\n\t]/gu, '')
      .replace(/\n+$/, '');
    if (text.length <= SHOWN_MAX) return asLine(text).replaceAll('\t', ' ');
    const lines = text.split('\n').length;
    const word = `[pasted text ${this.#texts.size + 1}, ${lines === 1 ? `${text.length} characters` : `${lines} lines`}]`;
    this.#texts.set(word, text);
    return word;
  }

  /** Ctrl-C works also where a terminal has lost the end of a paste. */
  #giveUp(): string {
    const pasted = this.#pasted;
    if (pasted === undefined || (pasted.length < PASTE_MAX && !pasted.includes(CTRL_C))) return '';
    this.#pasted = undefined;
    return this.#shown(pasted) + (pasted.includes(CTRL_C) ? CTRL_C : '');
  }

  #holdBack(keys: string): string {
    const begun = this.#pasted === undefined ? (BEGUN.find((start) => keys.endsWith(start)) ?? '') : '';
    this.#held = begun;
    return keys.slice(0, keys.length - begun.length);
  }
}

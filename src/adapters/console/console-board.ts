import { noticesIn } from '../../core/commands/notices.ts';
import type { Call, Choice } from '../../core/ports/arrival.ts';
import type { View } from '../../core/ports/platform.ts';
import { cleanText } from '../../markdown/scan/clean-text.ts';
import { prepareText } from '../../markdown/write/prepare-text.ts';
import { ConsoleChoices } from './draw/console-choices.ts';
import { ConsoleDraft } from './draw/console-draft.ts';
import { PROMPT } from './type/console-keyboard.ts';
import type { ConsoleScreen } from './draw/console-screen.ts';
import { cutRow, drawAround, drawLive, drawText } from './draw/console-view.ts';
import type { Look, Paint } from './draw/console-look.ts';

/** A turn that is not answered yet. */
interface OpenTurn {
  draft: ConsoleDraft;
  /** It will be answered, whatever happens. */
  isQuestion: boolean;
  /** A run is on it. */
  isRunning: boolean;
  /** What it shows at the moment. */
  view?: View;
}

/** Rows that stay free for what is typed and for what was said. */
const FREE_ROWS = 4;

/** What all turns show on the one screen: answers below each other, and what is going on below them. */
export class ConsoleBoard {
  readonly choices = new ConsoleChoices();
  /** In the language that is spoken with the person. */
  notices = noticesIn();
  readonly #screen: ConsoleScreen;
  readonly #paint: Paint;
  /** By id; a turn stays until it is answered, so that its draft goes on after a stop. */
  readonly #turns = new Map<string, OpenTurn>();
  /** Which turn has printed last. */
  #printing: string | undefined;
  #lastWords = '';
  #hint = '';

  constructor(screen: ConsoleScreen, paint: Paint) {
    this.#screen = screen;
    this.#paint = paint;
  }

  get isBusy(): boolean {
    return [...this.#turns.values()].some(({ isRunning }) => isRunning);
  }

  /** Stops what is being answered; undefined before it has said how. */
  get halt(): Call | undefined {
    const [first] = this.#shown;
    return first?.[1].view.choices?.find(({ call }) => call.command === 'halt')?.call;
  }

  /** Somebody has typed what begins a turn. */
  begin(turn: string, isQuestion: boolean): void {
    this.#turns.set(turn, { draft: new ConsoleDraft(), isQuestion, isRunning: true });
  }

  /** The turn was not accepted. */
  drop(turn: string): void {
    this.#turns.delete(turn);
  }

  /** A line was entered, and is on the screen. */
  entered(): void {
    this.#printing = undefined;
    this.#hint = '';
    this.#show();
  }

  progress(turn: string, question: string, view: View): void {
    const open = this.#open(turn, question);
    open.view = view;
    open.isRunning = true;
    const numbered = (view.choices ?? []).filter(({ call }) => call.command !== 'halt');
    this.choices.offer(turn, numbered, false);
    const hadBegun = open.draft.hasBegun;
    const settled = open.draft.settle(prepareText(view.text ?? ''));
    if (settled !== '') this.#print(turn, drawText(settled, this.#look), hadBegun);
    else if (!this.#screen.isLive && view.text === undefined) this.#screen.print([view.note ?? '']);
    this.#show();
  }

  /** The answer, once the terminal has it: what is not printed of its draft yet, then everything else. `aboutFiles` says where they are. */
  answer(
    turn: string,
    question: string,
    { view, aboutFiles }: { view: View; aboutFiles: readonly string[] },
  ): Promise<void> {
    const { draft } = this.#open(turn, question);
    const { text, isNew } = draft.rest(prepareText(view.text ?? '').trimEnd());
    this.#turns.delete(turn);
    const choices = this.choices.offer(turn, (view.choices ?? []).filter(isForTerminals), true);
    const around = drawAround(view, { choices, aboutFiles }, this.#look);
    this.#show();
    this.#print(turn, [...drawText(text, this.#look), ...around, ''], draft.hasBegun && !isNew);
    if (view.notify) this.#screen.ring();
    this.#rest();
    return this.#screen.flush();
  }

  /** This run says nothing more. */
  async leave(turn: string, last: View | undefined): Promise<void> {
    const open = this.#turns.get(turn);
    if (!open) return;
    const { view } = open;
    open.isRunning = false;
    delete open.view;
    if (!open.draft.hasBegun && !open.isQuestion) this.#turns.delete(turn);
    const choices = this.choices.offer(turn, (view && last?.choices) ?? [], true);
    this.#show();
    if (last && choices.length > 0)
      this.#print(turn, [...drawAround(last, { choices, aboutFiles: [] }, this.#look), ''], false);
    else if (view && last?.note !== undefined) this.#sayLast(last.note);
    this.#rest();
    await this.#screen.flush();
  }

  /** Somebody should look. */
  ring(): void {
    this.#screen.ring();
  }

  /** One sentence that belongs to no turn. */
  say(sentence: string): void {
    this.#printing = undefined;
    this.#screen.print([...drawText(sentence, this.#look), '']);
    this.#rest();
  }

  /** One row until the next line is entered. */
  hint(sentence: string): void {
    this.#hint = sentence;
    if (this.#screen.isLive) this.#show();
    else this.say(sentence);
  }

  /** Several questions end with the same words when the bot ends. */
  #sayLast(words: string): void {
    if (words === this.#lastWords && this.#printing === undefined) return;
    this.#lastWords = words;
    this.say(words);
  }

  #print(turn: string, lines: readonly string[], goesOn: boolean): void {
    const isApart = goesOn && this.#printing !== turn;
    this.#printing = turn;
    this.#screen.print([...(isApart ? [this.#paint(this.notices.console.goesOn, 'dim')] : []), ...lines]);
  }

  #open(turn: string, question: string): OpenTurn {
    const known = this.#turns.get(turn);
    if (known) return known;
    const open: OpenTurn = { draft: new ConsoleDraft(), isQuestion: question !== '', isRunning: true };
    this.#turns.set(turn, open);
    // Asked in an earlier run, or long ago: said once more what it was.
    const [line = ''] = cleanText(question).trim().split('\n');
    if (line !== '') this.#screen.print([this.#paint(cutRow(`${PROMPT}${line}`, this.#look), 'dim')]);
    return open;
  }

  #show(): void {
    const room = this.#screen.height - FREE_ROWS;
    const rows = this.#shown.flatMap(([turn, { view, draft }], index) => {
      const { text: rest } = draft.rest(prepareText(view.text ?? ''));
      const choices = this.choices.of(turn);
      return drawLive(
        index === 0 ? { view, rest, choices } : { view: { note: view.note ?? '' }, rest: '', choices },
        this.#look,
        room,
      );
    });
    const hint = this.#hint === '' ? [] : [this.#paint(cutRow(this.#hint, this.#look), 'dim')];
    this.#screen.show([...rows.slice(-room), ...hint]);
  }

  #rest(): void {
    if (!this.isBusy) this.#screen.rest();
  }

  /** In the order in which they were asked. */
  get #shown(): [string, OpenTurn & { view: View }][] {
    return [...this.#turns].flatMap(([turn, open]) => (open.view ? [[turn, { ...open, view: open.view }]] : []));
  }

  get #look(): Look {
    return { columns: this.#screen.columns, paint: this.#paint };
  }
}

/** Whoever sits here is the operator, and a number under each answer would be in the way of those that people type. */
const isForTerminals = ({ call }: Choice): boolean => call.command !== 'rate' && call.command !== 'another';

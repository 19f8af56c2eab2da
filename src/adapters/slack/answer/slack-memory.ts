import type { Json } from '../../../core/ports/arrival.ts';
import type { Memory } from '../../../core/ports/memory.ts';
import type { SlackAddress } from '../slack-address.ts';
import { QUESTION } from '../api/slack-mark.ts';
import { asPayload, payloadAt, textAt } from '../api/slack-payload.ts';

/** The part that shows progress, until the answer takes its message over; of a later round `progress-1` and so on. */
const PROGRESS = 'progress';

/** A message that showed progress once, and points to a later one now. */
const MOVED = 'moved';

export const isProgress = (part: string): boolean => /^progress(?:-\d+)?$/.test(part);

/** What the asker alone was told where the question could not be shown. */
export const TOLD = 'told';

/** A native stream that takes the progress message's place. */
export const STREAM = 'stream';

/**
 * What a place remembers of its turn: for each part of what was sent the ts of its message, or that it was about to be sent; and which
 * answer took the progress message over.
 */
export class SlackMemory {
  readonly #memory: Memory;

  /** An earlier run has begun to send. */
  readonly isResumed: boolean;
  #isUnseen = false;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.isResumed = memory.value !== null;
  }

  get value(): Json {
    return this.#memory.value;
  }

  /**
   * May something of this turn still be carried out that nobody saw the end of? Always so when an earlier run has begun to send: it may
   * have died in the middle of an edit.
   */
  get isUnsure(): boolean {
    return (
      this.isResumed || this.#isUnseen || this.mayHaveDuplicates || Object.values(this.#parts() ?? {}).includes(null)
    );
  }

  /** A call of this run got no answer. */
  noteUnseen(): void {
    this.#isUnseen = true;
  }

  /** Which part of an answer this message is. */
  partAt(ts: string): string | undefined {
    return Object.entries(this.#parts() ?? {}).find(([part, at]) => at === ts && !isProgress(part))?.[0];
  }

  get turnId(): string {
    return this.#memory.turnId;
  }

  get signal(): AbortSignal {
    return this.#memory.signal;
  }

  /** Undefined while unknown, also when the send was begun. */
  ts(part: string): string | undefined {
    return textAt(this.#parts(), part);
  }

  /** Where the turn's messages go: into its thread, or below the question that was posted for a slash command. */
  threadOf({ thread }: SlackAddress): string | undefined {
    return thread ?? this.ts(QUESTION);
  }

  /** Was a send of this part begun whose end nobody saw? */
  isLost(part: string): boolean {
    return this.#parts()?.[part] === null;
  }

  /** Did Slack refuse this part's blocks, so that it is said in plain texts? */
  isPlain(part: string): boolean {
    return payloadAt(asPayload(this.#memory.value), 'plain')?.[part] === true;
  }

  /** Was a part sent again because nobody knew what had become of it? The first one may still arrive. */
  get mayHaveDuplicates(): boolean {
    return asPayload(this.#memory.value)?.['mayHaveTwins'] === true;
  }

  /** Is this one of the messages that the turn wanted? */
  knows(ts: string): boolean {
    return Object.values(this.#parts() ?? {}).includes(ts);
  }

  /** The key of the answer that the progress message belongs to. */
  get takenBy(): string | undefined {
    return textAt(asPayload(this.#memory.value), 'takenBy');
  }

  /** The progress message, while it is a native stream that nobody has ended. */
  get streamTs(): string | undefined {
    return asPayload(this.#memory.value)?.['isStreaming'] === true ? this.ts(this.progressPart) : undefined;
  }

  /** How often the wait has gone on in a new message. */
  get round(): number {
    const round = asPayload(this.#memory.value)?.['round'];
    return typeof round === 'number' ? round : 0;
  }

  /** The part that shows the present round's progress. */
  get progressPart(): string {
    return this.round === 0 ? PROGRESS : `${PROGRESS}-${this.round}`;
  }

  beginRound(round: number): Promise<void> {
    return this.#save({ round });
  }

  /** Progress messages that do not point to a later one yet, and the parts that they become; `also` those of the present round. */
  former(also: 'and the present one' | 'only'): { part: string; ts: string }[] {
    const parts = this.#parts() ?? {};
    return Object.entries(parts).flatMap(([part, ts]) => {
      if (!isProgress(part) || typeof ts !== 'string' || (also === 'only' && part === this.progressPart)) return [];
      const moved = part.replace(PROGRESS, MOVED);
      return moved in parts ? [] : [{ part: moved, ts }];
    });
  }

  /** The part that a progress message has become, or was about to become, that points to a later one. */
  movedPart(ts: string): string | undefined {
    const parts = this.#parts() ?? {};
    const progress = Object.keys(parts).find((part) => isProgress(part) && parts[part] === ts);
    const moved = progress?.replace(PROGRESS, MOVED);
    return moved !== undefined && moved in parts ? moved : undefined;
  }

  /** Before every send and edit of a part: keeps that it was begun, where that is news. Rejects when the turn belongs to somebody else by now. */
  async intend(part: string): Promise<void> {
    this.#memory.signal.throwIfAborted();
    const parts = this.#parts() ?? {};
    if (part in parts) await this.checkOwner();
    else await this.#save({ parts: { ...parts, [part]: null } });
    this.#memory.signal.throwIfAborted();
  }

  /** Before whatever else can be seen. */
  checkOwner(): Promise<void> {
    return this.#memory.checkOwner();
  }

  keep(part: string, ts: string): Promise<void> {
    return this.#save({ parts: { ...this.#parts(), [part]: ts } });
  }

  /** A send that certainly did not happen. */
  forget(part: string): Promise<void> {
    const { [part]: _gone, ...parts } = this.#parts() ?? {};
    return this.#save({ parts });
  }

  beginStream(ts: string): Promise<void> {
    const { [STREAM]: _begun, ...parts } = this.#parts() ?? {};
    return this.#save({ parts: { ...parts, [this.progressPart]: ts }, isStreaming: true });
  }

  endStream(): Promise<void> {
    return this.#save({ isStreaming: false });
  }

  keepPlain(part: string): Promise<void> {
    return this.#save({ plain: { ...payloadAt(asPayload(this.#memory.value), 'plain'), [part]: true } });
  }

  expectDuplicates(): Promise<void> {
    return this.#save({ mayHaveTwins: true });
  }

  /** An answer takes the progress message over: its first part is about to be sent. */
  take(key: string, part: string): Promise<void> {
    return this.#save({ takenBy: key, parts: { [part]: null, ...this.#parts() } });
  }

  #parts(): Readonly<Record<string, unknown>> | undefined {
    return payloadAt(asPayload(this.#memory.value), 'parts');
  }

  #save(change: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#memory.save({ ...asPayload(this.#memory.value), ...change } as Json);
  }
}

import type { Clock } from '../../../src/async/clock.ts';
import type { Happenings } from './happenings.ts';
import type { JsonObject } from './json-object.ts';
import { Refusal } from './refusal.ts';
import type { MessageBody, StoredMessage } from './stored-message.ts';

/** What a stream is made of: text that grows, tasks that are replaced by id, blocks. */
export type StreamPart =
  | { kind: 'text'; text: string }
  | { kind: 'task'; id: string; block: JsonObject }
  | { kind: 'plan'; title: string }
  | { kind: 'blocks'; blocks: readonly JsonObject[] };

interface Stream {
  readonly message: StoredMessage;
  readonly threadTs: string;
  readonly startedAt: number;
  readonly parts: StreamPart[];
  stoppedByUser: boolean;
}

const lifetimeMs = 300_000;

/** Messages that are being streamed. Slack ends them after five minutes, whatever arrives in between (python-slack-sdk#1859). */
export class Streams {
  readonly #streams = new Map<string, Stream>();
  readonly #clock: Clock;
  readonly #happenings: Happenings;

  constructor(clock: Clock, happenings: Happenings) {
    this.#clock = clock;
    this.#happenings = happenings;
  }

  begin(message: StoredMessage, threadTs: string, parts: StreamPart[]): void {
    const startedAt = this.#clock.now();
    const stream: Stream = { message, threadTs, startedAt, parts: [], stoppedByUser: false };
    for (const part of parts) add(stream.parts, part);
    this.#streams.set(keyOf(message), stream);
  }

  /**
   * Everything streamed so far, with what is new at its end.
   * @throws {Refusal} message_not_in_streaming_state, stopped_by_user
   */
  extend(message: StoredMessage, parts: StreamPart[], newId: () => string): MessageBody {
    this.endOld();
    const stream = this.#streams.get(keyOf(message));
    if (stream?.stoppedByUser === true) throw new Refusal('stopped_by_user');
    if (stream === undefined || message.streaming !== 'in_progress')
      throw new Refusal('message_not_in_streaming_state');
    for (const part of parts) add(stream.parts, part);
    return bodyOf(stream.parts, newId);
  }

  end(message: StoredMessage): void {
    this.#happenings.touch(message, () => {
      message.streaming = 'completed';
    });
  }

  /** A person pressed Slack's Stop: gives the messages whose streams were ended by it. */
  stopByUser(channel: string, threadTs: string): string[] {
    this.endOld();
    const running = [...this.#streams.values()].filter(
      (stream) =>
        stream.message.channel === channel &&
        stream.threadTs === threadTs &&
        stream.message.streaming === 'in_progress',
    );
    for (const stream of running) {
      stream.stoppedByUser = true;
      this.end(stream.message);
    }
    return running.map((stream) => stream.message.ts);
  }

  /** Ends the streams whose time is over. */
  endOld(): void {
    for (const { message, startedAt } of this.#streams.values()) {
      const old = this.#clock.now() - startedAt >= lifetimeMs;
      if (old && message.streaming === 'in_progress') this.end(message);
    }
  }
}

function keyOf(message: StoredMessage): string {
  return `${message.channel}/${message.ts}`;
}

function add(parts: StreamPart[], part: StreamPart): void {
  const last = parts.at(-1);
  if (part.kind === 'text' && last?.kind === 'text') {
    last.text += part.text;
    return;
  }
  const same = parts.findIndex(
    (known) =>
      (known.kind === 'task' && part.kind === 'task' && known.id === part.id) ||
      (known.kind === 'plan' && part.kind === 'plan'),
  );
  if (same >= 0) parts[same] = part;
  else parts.push({ ...part });
}

export function bodyOf(parts: readonly StreamPart[], newId: () => string): MessageBody {
  const blocks = parts.flatMap((part): readonly JsonObject[] => {
    switch (part.kind) {
      case 'text':
        return [{ type: 'markdown', block_id: newId(), text: part.text }];
      case 'task':
        return [part.block];
      case 'plan':
        return [{ type: 'plan', block_id: newId(), title: part.title }];
      case 'blocks':
        return part.blocks;
    }
  });
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  return { text, blocks, attachments: [] };
}

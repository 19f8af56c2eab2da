import { gzipSync } from 'node:zlib';
import type { HostileKind } from './fault.ts';
import type { StreamAnswer } from './http-answer.ts';
import type { SseSink } from './sse-writer.ts';

const MEBIBYTE = 1024 * 1024;
/** A reader without bounds would have to stop somewhere all the same: the stand-in is no weapon, bytes. */
const MAX_SENT = 4 * 1024 * MEBIBYTE;
const HUGE_EVENT = 50 * MEBIBYTE;

const chunkOf = (content: string): object => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

/** Sends the same bytes until the reader goes away. */
const forEver = async (sink: SseSink, bytes: Buffer, each = bytes.byteLength): Promise<void> => {
  for (let sent = 0; sent < MAX_SENT; sent += each) await sink.bytes(bytes);
};

const STREAMS: Readonly<Record<HostileKind, (sink: SseSink) => Promise<void>>> = {
  // An answer that knows no end, whatever was asked for.
  'endless-answer': async (sink) => {
    for (let sent = 0; sent < MAX_SENT; sent += 1_024) await sink.event(chunkOf('and so on '.repeat(100)));
  },
  // A line that never ends: its reader waits for the end of the event.
  'endless-line': (sink) => forEver(sink, Buffer.alloc(MEBIBYTE, 'data: x')),
  'huge-event': async (sink) => {
    await sink.event(chunkOf('x'.repeat(HUGE_EVENT)));
    await sink.done();
  },
  // A kilobyte of archive a mebibyte of text.
  'gzip-bomb': (sink) => forEver(sink, gzipSync(Buffer.alloc(MEBIBYTE, 'x')), MEBIBYTE),
};

/** For rehearsing what a hostile or broken server can send in the place of an answer. */
export const hostileStream = (kind: HostileKind): StreamAnswer => ({
  kind: 'stream',
  contentType: 'text/event-stream',
  ...(kind === 'gzip-bomb' ? { headers: { 'content-encoding': 'gzip' } } : {}),
  write: STREAMS[kind],
});

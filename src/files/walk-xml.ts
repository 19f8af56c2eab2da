import { Parser } from 'htmlparser2';

export interface XmlWalk {
  /** Names without their prefix. */
  open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
  /** Nothing more is wanted. */
  isOver?: () => boolean;
}

/** Bytes at a time: an XML of many megabytes is never one text in memory. */
const CHUNK = 65_536;
/** What lies deeper was made to cost time: a parser looks through all that is open. */
const MAX_DEPTH = 1_000;

/** Reads XML from its beginning to its end, without any entity but XML's own five. @throws Error for what nobody would write */
export const walkXml = (bytes: Uint8Array, { open, close, text, isOver }: XmlWalk): void => {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > MAX_DEPTH) throw new Error('XML that is nested too deeply');
        open?.(bare(name), attributes);
      },
      onclosetag: (name) => {
        depth -= 1;
        close?.(bare(name));
      },
      ontext: (piece) => text?.(piece),
    },
    { xmlMode: true, decodeEntities: true },
  );
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let at = 0; at < bytes.length; at += CHUNK) {
    parser.write(decoder.decode(bytes.subarray(at, at + CHUNK), { stream: true }));
    if (isOver?.() === true) break;
  }
  parser.end(decoder.decode());
};

/** As its mark says, or its first sign, `<`; else UTF-8 (XML 1.0, appendix F). */
const encodingOf = ([first, second]: Uint8Array): string => {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : 'utf-8';
};

const bare = (name: string): string => name.slice(name.indexOf(':') + 1);

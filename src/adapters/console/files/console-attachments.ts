import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attachment, Fetched } from '../../../core/ports/files.ts';
import { unread } from '../../../files/fetch-file.ts';

/** What somebody means by a line that may name a file. */
export type Attaching =
  /** A file, and perhaps the question that it belongs to. */
  { kind: 'file'; path: string; text: string } | { kind: 'missing'; path: string } | { kind: 'none' };

const COMMAND = /^[!/]attach(?:\s+([\s\S]*))?$/i;
/** The first word as a shell reads it: in quotes, or with its blanks escaped. */
const FIRST_WORD = /^(?:"([^"]*)"|'([^']*)'|((?:\\.|[^\s\\])+))\s*([\s\S]*)$/;
/** Terminals paste the path of what is dropped on them. */
const DROPPED = /^["']?(?:\/|~\/|file:\/\/|[a-z]:\\)/i;

/** Reads `!attach PATH question`, or the path of a file that was dropped on the terminal. */
export const readAttaching = (line: string): Attaching => {
  const typed = line.trim();
  const [isCommand, rest = ''] = COMMAND.exec(typed) ?? [];
  if (isCommand === undefined && !DROPPED.test(typed)) return { kind: 'none' };
  const said = isCommand === undefined ? typed : rest.trim();
  if (isFile(toPath(said))) return { kind: 'file', path: toPath(said), text: '' };
  const [, inDouble, inSingle, plain = '', text = ''] = FIRST_WORD.exec(said) ?? [];
  const path = toPath(inDouble ?? inSingle ?? plain.replaceAll(/\\(.)/g, '$1'));
  // A question that begins with a path is a question: nothing of this machine is sent unasked.
  if (isFile(path) && (isCommand !== undefined || text === '')) return { kind: 'file', path, text };
  return isCommand === undefined ? { kind: 'none' } : { kind: 'missing', path: said };
};

const toPath = (written: string): string => {
  try {
    if (written.startsWith('file://')) return fileURLToPath(written);
  } catch {
    return written; // no address of a file
  }
  return resolve(written.replace(/^~(?=\/)/, homedir()));
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

export const attachmentAt = (path: string): Attachment => ({ id: path, name: basename(path), source: path });

/** What stands in a file of this machine now. */
export const fetchLocalFile = async ({ id: path }: Attachment, maxBytes: number): Promise<Fetched> => {
  try {
    await using file = await open(path);
    const found = await file.stat();
    if (!found.isFile()) return unread('unknown-kind');
    if (found.size > maxBytes) return unread('too-big');
    const buffer = Buffer.alloc(found.size);
    const { bytesRead } = await file.read(buffer, 0, found.size, 0);
    return { type: 'bytes', bytes: buffer.subarray(0, bytesRead) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return unread('gone');
    return unread(code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'failed');
  }
};

import type { Command } from '../commands/command.ts';
import type { QuestionFiles } from '../memory/question-files.ts';
import type { Attachment, UnreadReason } from '../ports/files.ts';
import type { Scene } from '../ports/platform.ts';
import type { QuestionFile } from '../ports/files.ts';
import type { Sentences } from '../sentences/sentences.ts';
import { plainName } from '../prompt/plain-name.ts';

export interface UnreadFile {
  name: string;
  why: UnreadReason;
}
export interface ReadFiles {
  files: QuestionFile[];
  /** Of what came with the question itself; of what was said before it, nobody expects it. */
  unread: UnreadFile[];
}

/** What came with a question and with what was said before it, as far as it can be read. */
export const readFiles = async (
  { turn, place }: Pick<Command, 'turn' | 'place'>,
  scene: Pick<Scene, 'files' | 'earlier'>,
  files: QuestionFiles,
): Promise<ReadFiles> => {
  const read: ReadFiles = { files: [], unread: [] };
  const open = async (file: Attachment, isAskedAbout: boolean): Promise<UnreadReason | undefined> => {
    const { key, content } = await files.open(file, turn, (maxBytes) => place.fetch(file, maxBytes, turn.signal));
    if (content.type === 'unread') return content.why;
    const isPicture = isAskedAbout && content.type === 'picture';
    read.files.push({ ...named(file), key, ...(isPicture ? { isPicture } : {}) });
    return undefined;
  };
  const beyond = files.maxFiles === 0 ? 'off' : 'too-many';
  for (const [n, file] of scene.files.entries()) {
    const why = n < files.maxFiles ? await open(file, true) : beyond;
    if (why !== undefined) read.unread.push({ name: nameOf(file), why });
  }
  const known = new Set(scene.files.map(({ id }) => id));
  const earlier = earlierFiles(scene).filter(({ id }) => !known.has(id));
  for (const file of earlier.slice(0, Math.max(0, files.maxFiles - scene.files.length))) await open(file, false);
  return read;
};

/** Which could not be read, and why. */
export const unreadNote = (unread: readonly UnreadFile[], { files }: Sentences): string =>
  files.unread(unread.map(({ name, why }) => `${name} (${files.why[why]})`));

/** A name of which nothing is seen is none. */
const NAMELESS = 'file';
const nameOf = ({ name }: Attachment): string => plainName(name, NAMELESS);

const named = ({ sharedBy, ...file }: Attachment): Omit<QuestionFile, 'key'> => ({
  name: nameOf(file),
  ...(sharedBy === undefined ? {} : { sharedBy }),
});

/** The newest first. */
const earlierFiles = ({ earlier }: Pick<Scene, 'earlier'>): Attachment[] =>
  earlier === 'forbidden'
    ? []
    : earlier.toReversed().flatMap(({ who, files = [] }) => files.map((file) => ({ sharedBy: who, ...file })));

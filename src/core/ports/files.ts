/** READ AFTER `platform.ts`: what comes with a question besides its words. Values are plain JSON unless said otherwise. */
import type { Json } from './arrival.ts';

/** A file that came with a question, as its platform names it. */
export interface Attachment {
  /** The same for the same file, however often the question is read. */
  id: string;
  name: string;
  /** Who shared it, where that is not the asker: earlier in the thread, or in a message that was replied to or forwarded. */
  sharedBy?: string;
  /** How its place finds it. */
  source: Json;
}

/** What a place could get of a file: its bytes, or why it has none. */
export type Fetched = FileBytes | Unread;
export interface FileBytes {
  type: 'bytes';
  bytes: Uint8Array;
  /** A page of the platform's own, in HTML: what it says is meant, and not how it is written. */
  isPage?: true;
}

export interface FileReader {
  /** The most files that are read for one question. */
  readonly maxFiles: number;
  /**
   * What a file holds, by its bytes and never by its name. A few files at a time are fetched and read; what is hostile costs bounded memory and
   * time. Rejects only with the signal's reason. @param personId whose turn it is among those who wait
   */
  read(personId: string, fetch: (maxBytes: number) => Promise<Fetched>, signal: AbortSignal): Promise<FileContent>;
}

export type FileContent = FileText | Picture | Unread;
export interface FileText {
  type: 'text';
  text: string;
  /** There was more than is ever read of one file. */
  isCut?: true;
}
/** Scaled for a model. */
export interface Picture {
  type: 'picture';
  mediaType: string;
  /** Base64. */
  data: string;
  /** Pixels. */
  width: number;
  height: number;
}
/** A file that nobody can read, and why. */
export interface Unread {
  type: 'unread';
  why: UnreadReason;
}
export type UnreadReason =
  | 'empty'
  | 'too-big'
  | 'too-many'
  /** The operator has switched it off. */
  | 'off'
  /** The platform has it no more. */
  | 'gone'
  /** The platform does not give it to the bot. */
  | 'forbidden'
  /** It is kept by another service. */
  | 'elsewhere'
  /** It did not come, or reading it took too long. */
  | 'failed'
  | 'password'
  | 'damaged'
  /** Pages that are pictures: nobody reads those. */
  | 'no-text'
  | 'audio'
  | 'video'
  | 'archive'
  | 'heic'
  /** Word, Excel and PowerPoint of before 2007. */
  | 'old-office'
  /** A text that is in no Unicode, and nobody could tell in what. */
  | 'encoding'
  | 'unknown-kind';

/** A file of a question; what it holds is kept beside the history. */
export interface QuestionFile {
  key: string;
  name: string;
  /** Who shared it, where that is not the asker. */
  sharedBy?: string;
  /** It is a picture, and was asked about. */
  isPicture?: true;
}

import type { Choice } from '../../../core/ports/arrival.ts';
import type { Upload } from './upload.ts';

/** What is kept of a message. */
export interface StoredMessage {
  id: string;
  room: string;
  /** Its place in the room: messages are numbered as they are written. */
  order: number;
  at: number;
  /** Who wrote it; `bot` for the bot. */
  by: string;
  who: string;
  text?: string;
  note?: string;
  choices?: readonly Choice[];
  /** Names of files, which are kept beside it. */
  files?: readonly string[];
  /** What somebody has brought with it. */
  uploads?: readonly Upload[];
  /** Of the bot's: whom it answers. Their being forgotten takes it along. */
  asker?: string;
  /** And which message: its being deleted takes it along. */
  answers?: string;
  /** The only person who may read it. */
  onlyFor?: string;
  /** Whom it notifies. */
  mentions?: readonly string[];
  /** More is to come: it only announces an answer. */
  isOpen?: boolean;
  isEdited?: boolean;
  /** How often. */
  edits?: number;
  /** It was for the bot, which has to hear what becomes of it. */
  isAsked?: boolean;
  /** Of an answer: which view of which turn it shows. */
  shows?: string;
}

/** A message as somebody is shown it. */
export interface ShownMessage extends Omit<StoredMessage, 'shows' | 'asker' | 'answers' | 'isAsked' | 'edits'> {
  /** How long the text is, where not all of it is here, characters. */
  length?: number;
  /** Of what is said in a channel: the thread below it. */
  thread?: { count: number; at: number };
}

/** What somebody reads of a room at once. */
export interface Window {
  /** Oldest first. */
  messages: ShownMessage[];
  /** Where earlier ones are found; 0 where there are none. */
  before: number;
  /** Of a thread: what it is about. */
  root?: ShownMessage;
}

/** So much of a text comes by itself, and the rest when somebody wants it, characters. */
export const MAX_SHOWN = 64_000;

export const asShown = ({
  shows: _shows,
  asker: _asker,
  answers: _answers,
  isAsked: _isAsked,
  edits: _edits,
  ...message
}: StoredMessage): ShownMessage => {
  const { text = '' } = message;
  return text.length <= MAX_SHOWN ? message : { ...message, text: text.slice(0, MAX_SHOWN), length: text.length };
};

export const mayReadMessage = ({ onlyFor }: Pick<StoredMessage, 'onlyFor'>, person: string): boolean =>
  onlyFor === undefined || onlyFor === person;

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Completion } from '../../talk/completions.ts';
import { AttachButton, AttachedList, useAttaching, useDropping } from './attaching.ts';
import type { Attaching } from './attaching.ts';
import { CompletionList, useCompletions } from './completion-list.ts';
import type { Offered } from './completion-list.ts';
import { Icon } from '../icons.ts';
import { keepInTab } from '../state/keep-in-tab.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

interface ComposerProps {
  session: Session;
  room: string;
  label: string;
}

const DRAFTS = 'aitta-draft';

/** Where one writes. What is not sent yet stays through a reload. */
export const Composer = ({ session, room, label }: ComposerProps): VNode => {
  const { text, write, attaching, isReady, surplus, send } = useNext(session, room);
  const field = useField(text);
  const offered = useCompletions(session, room, text);
  const form = useRef<HTMLFormElement>(null);
  const isAbove = useDropping(form, attaching.add);
  const take = (completion: Completion): void => {
    write(completion.text);
    field.current?.focus();
  };
  const id = `completions-${room.replaceAll('/', '-')}`;
  return html`<form
    ref=${form}
    class="composer ${isAbove ? 'is-above' : ''}"
    onSubmit=${send}
    onPaste=${pasting(attaching.add)}
  >
    <${AttachedList} ...${attaching} pictureAddress=${(upload: string) => session.pictureAddress(upload)} />
    ${surplus > 0 && html`<p class="trouble" role="alert">${words.tooLong(surplus)}</p>`}
    ${isAbove && html`<p class="drop-here">${words.dropHere}</p>`}
    ${session.state.files.maxFiles > 0 && html`<${AttachButton} add=${attaching.add} />`}
    ${offered.found.length > 0 && html`<${CompletionList} id=${id} ...${offered} onTake=${take} />`}
    <${Field} ...${{ id, label, field, offered, text, write, send, take }} />
    <button type="submit" class="send" aria-label=${words.send} disabled=${!isReady}>
      <${Icon} name="send" />
    </button>
  </form>`;
};

interface FieldProps extends Choosing {
  /** Of the list of completions. */
  id: string;
  label: string;
  field: { current: HTMLTextAreaElement | null };
  write: (text: string) => void;
  send: (event: Event) => void;
}

const Field = ({ id, label, field, offered, text, write, send, take }: FieldProps): VNode => {
  const onKey = (event: KeyboardEvent): void => {
    const isSend = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
    if (!chooseByKey(event, { text, offered, take }) && isSend) send(event);
  };
  return html`<textarea
    ref=${field}
    rows="1"
    aria-autocomplete="list"
    ...${ariaOf(id, offered)}
    aria-label=${label}
    placeholder=${label}
    title=${words.messageHint}
    value=${text}
    onInput=${(event: Event) => write((event.target as HTMLTextAreaElement).value)}
    onKeyDown=${onKey}
  ></textarea>`;
};

interface Next {
  text: string;
  write: (text: string) => void;
  attaching: Attaching;
  /** There is something to be sent, and all of it is here. */
  isReady: boolean;
  /** How much there is above what a message may have, characters. */
  surplus: number;
  send: (event: Event) => void;
}

/** The next message: words and files. */
const useNext = (session: Session, room: string): Next => {
  const { text, write } = useDraft(room);
  const attaching = useAttaching(session, room);
  const uploads = attaching.attached.flatMap(({ upload }) => upload ?? []);
  const surplus = Math.max(0, text.trim().length - session.state.maxText);
  const isThere = text.trim() !== '' || uploads.length > 0;
  const isReady = isThere && surplus === 0 && uploads.length === attaching.attached.length;
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isReady) return;
    session.send(room, text.trim(), uploads);
    write('');
    attaching.clear();
  };
  return { text, write, attaching, isReady, surplus, send };
};

/** Files that are pasted are attached; words go where they are written. */
const pasting =
  (add: (files: readonly File[]) => void) =>
  (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain') === true) return;
    event.preventDefault();
    add(files);
  };

/** What a screen reader is told of the list of completions. */
const ariaOf = (id: string, { found, index }: Offered): Record<string, string | undefined> => {
  const isOffered = found.length > 0;
  return {
    'aria-haspopup': 'listbox',
    'aria-controls': isOffered ? id : undefined,
    'aria-activedescendant': isOffered ? `${id}-${index}` : undefined,
  };
};

/** Ready to be written in where there is a keyboard, and as high as what is written. */
const useField = (text: string): { current: HTMLTextAreaElement | null } => {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);
  useEffect(() => grow(field.current), [text]);
  return field;
};

/** What was typed in a room of this tab, and is not sent. */
const useDraft = (room: string): { text: string; write: (text: string) => void } => {
  const key = `${DRAFTS}-${room}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? '');
  const write = (next: string): void => {
    setText(next);
    keepInTab(key, next);
  };
  return { text, write };
};

interface Choosing {
  text: string;
  offered: Offered;
  take: (completion: Completion) => void;
}

/** @returns whether the key was for the list of completions. */
const chooseByKey = (event: KeyboardEvent, { text, offered, take }: Choosing): boolean => {
  const { found, index, setIndex, drop } = offered;
  const chosen = found[index];
  if (!chosen || event.isComposing) return false;
  const isDone = chosen.text.trim() === text.trim();
  if (event.key === 'ArrowDown') setIndex((index + 1) % found.length);
  else if (event.key === 'ArrowUp') setIndex((index + found.length - 1) % found.length);
  else if (event.key === 'Escape') drop();
  else if (event.key === 'Tab' || (event.key === 'Enter' && !isDone)) take(chosen);
  else return false;
  event.preventDefault();
  return true;
};

/** As high as what is written, up to what the style allows. */
const grow = (field: HTMLTextAreaElement | null): void => {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
};

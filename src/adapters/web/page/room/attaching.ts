import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Upload } from '../../talk/upload.ts';
import { Picture } from '../message/picture.ts';
import { Icon } from '../icons.ts';
import { ApiError } from '../state/api.ts';
import { keepInTab } from '../state/keep-in-tab.ts';
import type { Session } from '../state/session.ts';
import { sizeOf, words } from '../words/words.ts';

/** A file on its way to the next message. */
export interface Attached {
  key: number;
  name: string;
  bytes: number;
  /** Once the server has it. */
  upload?: Upload;
}

export interface Attaching {
  attached: readonly Attached[];
  trouble: string;
  add: (files: readonly File[]) => void;
  drop: (attached: Attached) => void;
  /** They belong to a message now. */
  clear: () => void;
}

const KEPT = 'aitta-attached';

/** The files of a room of this tab that the server has, and that are not sent. */
const readKept = (key: string): Attached[] => {
  try {
    const uploads = JSON.parse(sessionStorage.getItem(key) ?? '[]') as Upload[];
    return uploads.map((upload, index) => ({ key: -1 - index, name: upload.name, bytes: upload.bytes, upload }));
  } catch {
    return []; // somebody else's words under our name
  }
};

type SetAttached = (change: (now: readonly Attached[]) => readonly Attached[]) => void;

/** It stays through a reload, as what somebody writes does. */
const useKept = (key: string): [readonly Attached[], SetAttached] => {
  const [attached, setAttached] = useState<readonly Attached[]>(() => readKept(key));
  useEffect(() => {
    const uploads = attached.flatMap(({ upload }) => upload ?? []);
    keepInTab(key, uploads.length === 0 ? '' : JSON.stringify(uploads));
  }, [key, attached]);
  return [attached, setAttached];
};

/** What somebody attaches to their next message. @param where it will be sent */
export const useAttaching = (session: Session, where: string): Attaching => {
  const [attached, setAttached] = useKept(`${KEPT}-${session.state.person?.id}-${where}`);
  const [trouble, setTrouble] = useState('');
  const keys = useRef(0);
  const without = (key: number): void => setAttached((now) => now.filter((each) => each.key !== key));
  const bring = async (file: File): Promise<void> => {
    const key = (keys.current += 1);
    const { name, size: bytes } = file;
    setAttached((now) => [...now, { key, name, bytes }]);
    try {
      const upload = await session.upload(file);
      setAttached((now) => now.map((each) => (each.key === key ? { ...each, upload } : each)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      without(key);
      setTrouble(error.code === 'too-big' ? tooBig(name, session) : words.fileFailed(name));
    }
  };
  const add = (files: readonly File[]): void => {
    const { maxFiles, maxBytes } = session.state.files;
    const room = Math.max(maxFiles - attached.length, 0);
    const large = files.find(({ size }) => size > maxBytes); // not a byte of it is sent
    const fitting = files.filter(({ size }) => size <= maxBytes);
    setTrouble(large ? tooBig(large.name, session) : fitting.length > room ? words.tooManyFiles(maxFiles) : '');
    for (const file of fitting.slice(0, room)) void bring(file);
  };
  const drop = ({ key, upload }: Attached): void => {
    without(key);
    if (upload) session.dropUpload(upload.id).catch(() => undefined); // it ends by itself
  };
  const clear = (): void => {
    setAttached(() => []);
    setTrouble('');
  };
  return { attached, trouble, add, drop, clear };
};

const tooBig = (name: string, { state }: Session): string => words.fileTooBig(name, sizeOf(state.files.maxBytes));

/** Files that are dropped anywhere in the room. @returns whether some are above it now */
export const useDropping = (
  form: { readonly current: HTMLElement | null },
  add: (files: readonly File[]) => void,
): boolean => {
  const [isAbove, setAbove] = useState(false);
  const latest = useRef(add);
  latest.current = add;
  useEffect(() => {
    const room = form.current?.closest<HTMLElement>('.room');
    if (!room) return undefined;
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setAbove(true);
    };
    const leave = (event: DragEvent): void => {
      if (!(event.relatedTarget instanceof Node && room.contains(event.relatedTarget))) setAbove(false);
    };
    const drop = (event: DragEvent): void => {
      setAbove(false);
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      latest.current([...event.dataTransfer.files]);
    };
    room.addEventListener('dragover', over);
    room.addEventListener('dragleave', leave);
    room.addEventListener('drop', drop);
    return () => {
      room.removeEventListener('dragover', over);
      room.removeEventListener('dragleave', leave);
      room.removeEventListener('drop', drop);
    };
  }, []);
  return isAbove;
};

interface AttachedListProps extends Attaching {
  pictureAddress: (upload: string) => string;
}

/** The files of the next message. */
export const AttachedList = ({ attached, trouble, drop, pictureAddress }: AttachedListProps): VNode =>
  html`<div class="attached">
    ${attached.map(
      (each) =>
        html`<span key=${each.key} class="file" aria-busy=${each.upload ? undefined : 'true'}>
          ${each.upload?.picture ? html`<${Picture} name=${each.name} address=${pictureAddress(each.upload.id)} />` : html`<${Icon} name="file" />`}
          <span>${each.name}</span>
          <span class="hint">${each.upload ? sizeOf(each.bytes) : words.sending}</span>
          <button type="button" class="icon-button" aria-label=${words.dropFile(each.name)} onClick=${() => drop(each)}>
            <${Icon} name="close" />
          </button>
        </span>`,
    )}
    <p class="trouble" role="alert">${trouble}</p>
  </div>`;

/** Opens the list of files of this machine. */
export const AttachButton = ({ add }: Pick<Attaching, 'add'>): VNode => {
  const input = useRef<HTMLInputElement>(null);
  const take = (): void => {
    add([...(input.current?.files ?? [])]);
    if (input.current) input.current.value = ''; // the same file may be chosen again
  };
  return html`<button
      type="button"
      class="icon-button attach"
      title=${words.attach}
      aria-label=${words.attach}
      onClick=${() => input.current?.click()}
    >
      <${Icon} name="clip" />
    </button>
    <input ref=${input} type="file" multiple hidden tabindex="-1" onChange=${take} />`;
};

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Completion } from '../../talk/completions.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

const LOOK_UP_MS = 80;

interface CompletionListProps {
  id: string;
  found: readonly Completion[];
  index: number;
  onTake: (completion: Completion) => void;
}

/** What may follow what was typed, to choose from. */
export const CompletionList = ({ id, found, index, onTake }: CompletionListProps): VNode =>
  html`<ul class="completions" id=${id} role="listbox" aria-label=${words.completions}>
    ${found.map((each, at) => {
      const take = (event: Event): void => {
        event.preventDefault(); // the field keeps the focus
        onTake(each);
      };
      return html`<li id=${`${id}-${at}`} role="option" aria-selected=${at === index} onMouseDown=${take}>
        <span>${each.label}</span><span class="hint">${each.hint}</span>
      </li>`;
    })}
  </ul>`;

export interface Offered {
  found: readonly Completion[];
  index: number;
  setIndex: (index: number) => void;
  drop: () => void;
}

const NAME: Completion = { text: '@Aitta ', label: '@Aitta', hint: '' };

/** What may follow what was typed, as the server knows it. */
export const useCompletions = (session: Session, room: string, text: string): Offered => {
  const [found, setFound] = useState<readonly Completion[]>([]);
  const [index, setIndex] = useState(0);
  useEffect(() => {
    setIndex(0);
    if (/^@a?i?t?t?a?$/i.test(text)) return setFound([NAME]);
    if (!/^[/!]/.test(text) || text.includes('\n')) return setFound([]);
    let isOld = false;
    const timer = setTimeout(() => {
      session.completions(room, text).then(
        (completions) => (isOld ? undefined : setFound(completions)),
        () => setFound([]),
      );
    }, LOOK_UP_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [session, room, text]);
  return { found, index, setIndex, drop: () => setFound([]) };
};

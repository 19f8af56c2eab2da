import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShownMessage } from '../../talk/message.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

/** Other words for what somebody has said. */
export const EditForm = ({
  session,
  message,
  onEnd,
}: {
  session: Session;
  message: ShownMessage;
  onEnd: () => void;
}): VNode => {
  const [trouble, setTrouble] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = field.current?.value ?? '';
    const surplus = text.length - session.state.maxText;
    if (surplus > 0) setTrouble(words.tooLong(surplus));
    else session.edit(message.id, text).then(onEnd, () => setTrouble(words.failed));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onEnd();
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  };
  return html`<form class="edit-form" onSubmit=${submit}>
    <textarea ref=${field} aria-label=${words.edit} rows="3" onKeyDown=${onKey}>${message.text ?? ''}</textarea>
    <p class="trouble" role="alert">${trouble}</p>
    <button type="submit" class="main-button">${words.save}</button>
    <button type="button" class="quiet-button" onClick=${onEnd}>${words.cancel}</button>
  </form>`;
};

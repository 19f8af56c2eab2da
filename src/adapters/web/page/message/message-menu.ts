import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownMessage } from '../../talk/message.ts';
import type { WebPerson } from '../../talk/people.ts';
import { Icon } from '../icons.ts';
import { addressOf } from '../state/route.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

interface MessageMenuProps {
  session: Session;
  message: ShownMessage;
  person: WebPerson;
  isRoot: boolean;
  onEdit: () => void;
}

const COPIED_MS = 1_500;

/** What can be done with a message; seen when somebody points at it or comes by keyboard. */
export const MessageMenu = ({ session, message, person, isRoot, onEdit }: MessageMenuProps): VNode => {
  const { id, by, room, onlyFor, text } = message;
  const [isCopied, setCopied] = useState(false);
  const isChannel = room.split('/').length === 2;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(await session.text(id));
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  const remove = (): void => {
    if (confirm(words.removeSure)) void session.remove(id);
  };
  return html`<div class="message-menu">
    ${isChannel && !isRoot && onlyFor === undefined && html`<a class="icon-button" title=${words.replyInThread} aria-label=${words.replyInThread} href=${addressOf(`${room}/${id}`)}><${Icon} name="thread" /></a>`}
    ${by === 'bot' && text && html`<button type="button" class="icon-button" title=${isCopied ? words.copied : words.copyAnswer} aria-label=${isCopied ? words.copied : words.copyAnswer} onClick=${() => void copy()}><${Icon} name="copy" /></button>`}
    ${by === 'bot' && text && onlyFor === undefined && html`<button type="button" class="icon-button" title=${words.again} aria-label=${words.again} onClick=${() => void session.retry(room)}><${Icon} name="retry" /></button>`}
    ${by === person.id && html`<button type="button" class="icon-button" title=${words.edit} aria-label=${words.edit} onClick=${onEdit}><${Icon} name="edit" /></button>`}
    ${by === person.id && html`<button type="button" class="icon-button" title=${words.remove} aria-label=${words.remove} onClick=${remove}><${Icon} name="remove" /></button>`}
  </div>`;
};

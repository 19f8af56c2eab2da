import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ShownMessage } from '../../talk/message.ts';
import { Composer } from './composer.ts';
import { Icon, Mark } from '../icons.ts';
import { MessageView } from '../message/message-view.ts';
import { addressOf } from '../state/route.ts';
import type { Session, SessionState } from '../state/session.ts';
import { UnsentView } from '../message/unsent-view.ts';
import { dayOf, words } from '../words/words.ts';

interface RoomPaneProps {
  session: Session;
  state: SessionState;
  room: string;
  onMenu?: () => void;
}

/** Nearer to the end than this, it is kept in view, pixels. */
const NEAR = 120;

type RoomKind = 'direct' | 'thread' | 'channel';

const kindOf = (room: string): RoomKind => {
  if (room.startsWith('web/direct/')) return 'direct';
  return room.split('/').length === 3 ? 'thread' : 'channel';
};

/** One room: what was said, and where one writes. */
export const RoomPane = ({ session, state, room, onMenu }: RoomPaneProps): VNode => {
  const list = useRef<HTMLDivElement>(null);
  const messages = state.rooms.get(room)?.messages ?? NOTHING;
  useScrolling(list, messages, state.unsent);
  const kind = kindOf(room);
  const name = kind === 'direct' ? 'Aitta' : `# ${room.split('/')[1] ?? ''}`;
  const label = kind === 'thread' ? words.thread : name;
  return html`<section class="room">
    <header class="room-head">
      ${onMenu && html`<button type="button" class="icon-button only-narrow" aria-label=${words.menu} onClick=${onMenu}><${Icon} name="menu" /></button>`}
      ${kind === 'direct' && html`<${Mark} />`}
      <h1>${label}</h1>
      ${kind === 'thread' && html`<span class="hint">${name}</span><a class="icon-button at-end" aria-label=${words.close} href=${addressOf(room.slice(0, room.lastIndexOf('/')))}><${Icon} name="close" /></a>`}
    </header>
    <div class="messages" ref=${list} tabindex="0" role="log" aria-label=${label}>
      <${Said} session=${session} state=${state} room=${room} />
    </div>
    <${Composer}
      session=${session}
      room=${room}
      label=${kind === 'thread' ? words.replyHere : words.messageIn(name.replace('# ', '#'))}
    />
  </section>`;
};

const NOTHING: readonly ShownMessage[] = [];

/** What was said in a room, and what is on its way there. */
const Said = ({ session, state, room }: Omit<RoomPaneProps, 'onMenu'>): VNode => {
  const { person, rooms, isOn, visit } = state;
  const view = rooms.get(room);
  const unsent = state.unsent.filter((each) => each.room === room);
  if (!view) return html`<p class="hint loading">${words.loading}</p>`;
  const { messages, before, root } = view;
  const isEmpty = messages.length === 0 && unsent.length === 0 && !root;
  return html`
    ${before > 0 && html`<button type="button" class="quiet-button earlier" onClick=${() => void session.loadEarlier(room)}>${words.earlier}</button>`}
    ${root && html`<${MessageView} session=${session} message=${root} person=${person} isRoot=${true} />`}
    ${isEmpty && html`<${Empty} session=${session} room=${room} isRehearsal=${visit?.rehearsals !== undefined} />`}
    ${messages.map((message, index) => [
      !root &&
        isNewDay(message, messages[index - 1]) &&
        html`<div class="day" key=${`day-${message.order}`}><span>${dayOf(message.at)}</span></div>`,
      html`<${MessageView}
        key=${message.id}
        session=${session}
        message=${message}
        person=${person}
        isFollowing=${isFollowing(message, messages[index - 1])}
      />`,
    ])}
    ${unsent.map((each) => html`<${UnsentView} key=${each.nonce} session=${session} unsent=${each} who=${person?.name ?? ''} isOn=${isOn} />`)}
  `;
};

const isNewDay = (message: ShownMessage, before: ShownMessage | undefined): boolean =>
  !before || new Date(message.at).toDateString() !== new Date(before.at).toDateString();

const FOLLOWING_MS = 5 * 60_000;

/** The same person goes on: the name is not said again. */
const isFollowing = (message: ShownMessage, before: ShownMessage | undefined): boolean =>
  before?.by === message.by &&
  before.onlyFor === message.onlyFor &&
  message.by !== 'bot' &&
  before.thread === undefined &&
  message.at - before.at < FOLLOWING_MS &&
  !isNewDay(message, before);

/** @returns ends it */
const followEnd = (element: HTMLElement, isAtEnd: { current: boolean }): (() => void) => {
  let top = element.scrollTop;
  const note = (): void => {
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    // What is told of a scroll of our own comes later, when more may be there: only who goes up leaves the end.
    if (isNear || element.scrollTop < top) isAtEnd.current = isNear;
    top = element.scrollTop;
  };
  const follow = (): void => {
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
  };
  element.addEventListener('scroll', note, { passive: true });
  const resized = new ResizeObserver(follow);
  resized.observe(element);
  const grown = new MutationObserver(follow);
  grown.observe(element, { childList: true, subtree: true, characterData: true });
  return () => {
    element.removeEventListener('scroll', note);
    resized.disconnect();
    grown.disconnect();
  };
};

/** The newest is kept in view while somebody is at the end; earlier messages push nothing away. */
const useScrolling = (
  list: { readonly current: HTMLDivElement | null },
  messages: readonly ShownMessage[],
  unsent: SessionState['unsent'],
): void => {
  const isAtEnd = useRef(true);
  const first = useRef<{ id: string | undefined; height: number }>({ id: undefined, height: 0 });
  const sent = useRef(unsent.length);
  useEffect(() => {
    const element = list.current;
    return element ? followEnd(element, isAtEnd) : undefined;
  }, []);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    if (unsent.length > sent.current) isAtEnd.current = true; // who writes wants to see it
    sent.current = unsent.length;
    const { id, height } = first.current;
    const isEarlier = id !== undefined && messages[0]?.id !== id && messages.some((message) => message.id === id);
    if (isEarlier && !isAtEnd.current) element.scrollTop += element.scrollHeight - height;
    else if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    first.current = { id: messages[0]?.id, height: element.scrollHeight };
  }, [messages, unsent]);
};

/** What can be done where nothing was said yet. A stand-in understands other examples than a model. */
const Empty = ({ session, room, isRehearsal }: { session: Session; room: string; isRehearsal: boolean }): VNode => {
  const isDirect = kindOf(room) === 'direct';
  const examples = Object.values(isRehearsal ? words.scriptedExamples : words.examples);
  const ask = (example: string): void => session.send(room, isDirect ? example : `@Aitta ${example}`);
  return html`<div class="empty">
    <${Mark} />
    <h2>${isDirect ? words.emptyDirect : words.emptyChannel}</h2>
    <p>${isDirect ? words.emptyDirectHint : words.emptyChannelHint}</p>
    <p class="hint">${words.tryThis}</p>
    <ul>
      ${examples.map((example) => html`<li><button type="button" class="example" onClick=${() => ask(example)}>${example}</button></li>`)}
    </ul>
  </div>`;
};

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';
import { ApiError } from './state/api.ts';
import type { WebPerson } from '../talk/people.ts';
import { NameCard } from './entry/name-card.ts';
import { readRoute, STATUS } from './state/route.ts';
import type { Route } from './state/route.ts';
import { RoomPane } from './room/room-pane.ts';
import type { Session, SessionState } from './state/session.ts';
import { Sidebar } from './sidebar.ts';
import { SignIn } from './entry/sign-in.ts';
import { StatusPane } from './status/status-pane.ts';
import { words } from './words/words.ts';

const useSession = (session: Session): SessionState => {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let isPlanned = false;
    return session.listen(() => {
      if (isPlanned) return;
      isPlanned = true;
      queueMicrotask(() => {
        isPlanned = false;
        draw(undefined);
      });
    });
  }, [session]);
  return session.state;
};

const useRoute = (): Route => {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const follow = (): void => setRoute(readRoute());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
};

/** The whole page. */
export const App = ({ session }: { session: Session }): VNode => {
  const state = useSession(session);
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    session.begin().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(words.notReachable);
    });
  }, [session]);
  useTitle(state);
  const { visit, person } = state;
  if (trouble !== undefined) return html`<div class="card-page"><p class="trouble">${trouble}</p></div>`;
  if (!visit)
    return html`<div class="frame">
      <div class="sidebar"></div>
      <main class="main"></main>
    </div>`;
  if (!visit.isIn) return html`<${SignIn} session=${session} />`;
  if (visit.hasChat === false) return html`<${StatusOnly} session=${session} />`;
  if (!person) return html`<${NameCard} session=${session} />`;
  return html`<${Rooms} session=${session} state=${state} person=${person} />`;
};

/** Where people talk elsewhere. */
const StatusOnly = ({ session }: { session: Session }): VNode =>
  html`<div class="frame is-single">
    <main class="main">
      ${session.state.visit?.rehearsals !== undefined && html`<p class="banner">${words.rehearsal}</p>`}
      <${StatusPane} />
      ${session.state.visit?.isOpen === false && html`<p class="foot"><button type="button" class="quiet-button" onClick=${() => void session.signOut()}>${words.signOut}</button></p>`}
    </main>
  </div>`;

interface RoomsProps {
  session: Session;
  state: SessionState;
  person: WebPerson;
}

/** Places, the room that somebody is in, and beside it a thread. */
const Rooms = ({ session, state, person }: RoomsProps): VNode => {
  const route = useRoute();
  const [isMenuOpen, setMenuOpen] = useState(false);
  useEffect(() => setMenuOpen(false), [route.hash]);
  const room = roomOf(route, person.id);
  const thread = route.thread === undefined ? undefined : `${room}/${route.thread}`;
  useEffect(() => {
    if (route.room !== STATUS) session.look(thread === undefined ? [room] : [room, thread]);
  }, [session, person, room, thread]);
  const classes = ['frame', thread !== undefined && 'has-thread', isMenuOpen && 'has-menu'].filter(Boolean).join(' ');
  return html`<div class=${classes}>
    <${Sidebar} session=${session} state=${state} route=${route} onClose=${() => setMenuOpen(false)} />
    <main class="panes">
      <div class="main">
        ${state.visit?.rehearsals !== undefined && html`<p class="banner">${words.rehearsal}</p>`}
        ${!state.isOn && html`<p class="banner is-trouble" role="status">${words.offline}</p>`}
        ${
          route.room === STATUS
            ? html`<${StatusPane} onMenu=${() => setMenuOpen(true)} />`
            : html`<${RoomPane}
                key=${room}
                session=${session}
                state=${state}
                room=${room}
                onMenu=${() => setMenuOpen(true)}
              />`
        }
      </div>
      ${thread !== undefined && html`<section class="thread" aria-label=${words.thread}><${RoomPane} key=${thread} session=${session} state=${state} room=${thread} /></section>`}
    </main>
  </div>`;
};

const roomOf = ({ room }: Route, person: string): string =>
  room === 'direct' ? `web/direct/${person}` : `web/${room}`;

/** How much is unread can be seen from another tab. */
const useTitle = ({ unread }: SessionState): void => {
  const count = [...unread.values()].reduce((sum, each) => sum + (each.isForMe ? each.count : 0), 0);
  useEffect(() => {
    document.title = count > 0 ? `(${count}) Aitta` : 'Aitta';
  }, [count]);
};

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { switchColours } from './colours.ts';
import { Icon, Mark } from './icons.ts';
import { namesHere } from './state/people-here.ts';
import { RehearseDrawer } from './rehearse-drawer.ts';
import { STATUS } from './state/route.ts';
import type { Route } from './state/route.ts';
import type { Session, SessionState } from './state/session.ts';
import { words } from './words/words.ts';

interface SidebarProps {
  session: Session;
  state: SessionState;
  route: Route;
  onClose: () => void;
}

interface News {
  count: number;
  isForMe: boolean;
}

interface PlaceProps {
  route: Route;
  room: string;
  label: VNode | string;
  news: News | undefined;
}

const PlaceLink = ({ route, room, label, news }: PlaceProps): VNode =>
  html`<li>
    <a href="#/${room}" class=${news ? 'has-news' : ''} aria-current=${route.room === room ? 'page' : undefined}>
      <span class="name">${label}</span>
      ${news && html`<span class="badge ${news.isForMe ? 'is-mine' : ''}" aria-label=${words.unread(news.count)}>${news.count}</span>`}
    </a>
  </li>`;

/** Where one can go, and who one is. */
export const Sidebar = ({ session, state, route, onClose }: SidebarProps): VNode => {
  const { person, visit } = state;
  return html`<nav class="sidebar" aria-label=${words.menu}>
    <header class="brand">
      <${Mark} /><strong>Aitta</strong>
      <button
        type="button"
        class="icon-button"
        title=${words.colours}
        aria-label=${words.colours}
        onClick=${switchColours}
      >
        <${Icon} name="half" />
      </button>
      <button type="button" class="icon-button only-narrow" aria-label=${words.close} onClick=${onClose}>
        <${Icon} name="close" />
      </button>
    </header>
    <${Places} state=${state} route=${route} />
    ${visit?.rehearsals && html`<${RehearseDrawer} acts=${visit.rehearsals} />`}
    <footer class="self">
      <${PersonMenu} session=${session} name=${person?.name ?? ''} />
      ${visit?.isOpen === false && html`<button type="button" class="quiet-button" onClick=${() => void session.signOut()}>${words.signOut}</button>`}
    </footer>
  </nav>`;
};

const Places = ({ state, route }: Pick<SidebarProps, 'state' | 'route'>): VNode => {
  const { channels, unread, person } = state;
  return html`<div class="places">
    <h2>${words.channels}</h2>
    <ul>
      ${channels.map((name) => html`<${PlaceLink} route=${route} room=${name} label=${`# ${name}`} news=${unreadOf(unread, `web/${name}`)} />`)}
    </ul>
    <h2>${words.direct}</h2>
    <ul>
      <${PlaceLink}
        route=${route}
        room="direct"
        label=${html`<${Mark} /> Aitta`}
        news=${unreadOf(unread, `web/direct/${person?.id}`)}
      />
    </ul>
    <ul class="apart">
      <${PlaceLink}
        route=${route}
        room=${STATUS}
        label=${html`<${Icon} name="pulse" /> ${words.status}`}
        news=${undefined}
      />
    </ul>
  </div>`;
};

/** Of a room with its threads. */
const unreadOf = (unread: SessionState['unread'], id: string): News | undefined => {
  const found = [...unread].filter(([room]) => room === id || room.startsWith(`${id}/`)).map(([, news]) => news);
  if (found.length === 0) return undefined;
  return { count: found.reduce((sum, { count }) => sum + count, 0), isForMe: found.some(({ isForMe }) => isForMe) };
};

const OTHER = '\u0000';

/** The people of this browser; each tab may be another one of them. */
const PersonMenu = ({ session, name }: { session: Session; name: string }): VNode => {
  const [isNew, setNew] = useState(false);
  const names = [...new Set([name, ...namesHere()])];
  const choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    if (value === OTHER) setNew(true);
    else void session.join(value);
  };
  const add = (event: Event): void => {
    event.preventDefault();
    const called = new FormData(event.target as HTMLFormElement).get('name');
    setNew(false);
    if (typeof called === 'string' && called.trim() !== '') void session.join(called);
  };
  if (isNew)
    return html`<form class="new-person" onSubmit=${add}>
      <input
        name="name"
        autofocus
        maxlength="40"
        aria-label=${words.newName}
        placeholder=${words.newName}
        onBlur=${() => setNew(false)}
        ref=${(input: HTMLInputElement | null) => input?.focus()}
      />
    </form>`;
  return html`<label class="person">
    <span>${words.writingAs}</span>
    <select value=${name} onChange=${choose}>
      ${names.map((each) => html`<option value=${each}>${each}</option>`)}
      <option value=${OTHER}>${words.someoneElse}</option>
    </select>
  </label>`;
};

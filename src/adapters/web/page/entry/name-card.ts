import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../state/api.ts';
import { Mark } from '../icons.ts';
import { namesHere } from '../state/people-here.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

/** Who writes in this tab? */
export const NameCard = ({ session }: { session: Session }): VNode => {
  const [name, setName] = useState('');
  const [trouble, setTrouble] = useState('');
  const join = (chosen: string): void => {
    session.join(chosen).catch((error: unknown) => {
      setTrouble(error instanceof ApiError && error.code === 'no-name' ? words.noName : words.notReachable);
    });
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    join(name);
  };
  return html`<main class="card-page">
    <form class="card" onSubmit=${submit}>
      <${Mark} />
      <h1>${words.askName}</h1>
      <label for="name">${words.name}</label>
      <input
        id="name"
        required
        autofocus
        maxlength="40"
        autocomplete="nickname"
        aria-describedby="name-hint"
        value=${name}
        onInput=${(event: Event) => setName((event.target as HTMLInputElement).value)}
      />
      <p id="name-hint" class="hint">${words.nameHint}</p>
      <p class="trouble" role="alert">${trouble}</p>
      <button type="submit" class="main-button">${words.begin}</button>
      ${namesHere().map((known) => html`<button type="button" class="quiet-button" onClick=${() => join(known)}>${known}</button>`)}
    </form>
  </main>`;
};

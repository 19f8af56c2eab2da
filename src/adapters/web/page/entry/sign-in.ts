import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../state/api.ts';
import { Mark } from '../icons.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

const sentenceOf = (error: unknown): string => {
  const code = error instanceof ApiError ? error.code : '';
  if (code === 'wrong-token') return words.wrongToken;
  return code === 'too-many' ? words.tooManyTries : words.notReachable;
};

/** Where the page is not for this machine alone. */
export const SignIn = ({ session }: { session: Session }): VNode => {
  const [token, setToken] = useState('');
  const [trouble, setTrouble] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    session.signIn(token.trim()).catch((error: unknown) => setTrouble(sentenceOf(error)));
  };
  return html`<main class="card-page">
    <form class="card" onSubmit=${submit}>
      <${Mark} />
      <h1>Aitta</h1>
      <label for="token">${words.token}</label>
      <input
        id="token"
        type="password"
        autocomplete="current-password"
        required
        autofocus
        aria-describedby="token-hint"
        value=${token}
        onInput=${(event: Event) => setToken((event.target as HTMLInputElement).value)}
      />
      <p id="token-hint" class="hint">${words.tokenHint}</p>
      <p class="trouble" role="alert">${trouble}</p>
      <button type="submit" class="main-button">${words.signIn}</button>
    </form>
  </main>`;
};

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { Icon } from '../icons.ts';
import type { Unsent } from '../state/outbox.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

const refusals: Readonly<Record<string, string>> = words.refusals;

/** A message that the server does not have yet. */
export const UnsentView = ({
  session,
  unsent,
  who,
  isOn,
}: {
  session: Session;
  unsent: Unsent;
  who: string;
  isOn: boolean;
}): VNode => {
  const { nonce, text, uploads = [], refused } = unsent;
  return html`<article class="message is-unsent">
    <div class="face is-person" aria-hidden="true">${who.slice(0, 1)}</div>
    <div class="body">
      <header>
        <strong>${who}</strong><span class="hint">${refused === undefined && isOn ? words.sending : ''}</span>
      </header>
      <p class="plain">${text.slice(0, 4_000)}</p>
      ${uploads.map(({ name }) => html`<span class="file"><${Icon} name="file" /><span>${name}</span></span>`)}
      ${
        refused !== undefined &&
        html`<p class="trouble" role="alert">
          ${words.notSent} ${refusals[refused] ?? words.refusals.failed}
          ${
            refused !== 'too-long' &&
            html`<button type="button" class="quiet-button" onClick=${() => session.settle(nonce, true)}>
              ${words.tryAgain}
            </button>`
          }
          <button type="button" class="quiet-button" onClick=${() => session.settle(nonce, false)}>
            ${words.discard}
          </button>
        </p>`
      }
    </div>
  </article>`;
};

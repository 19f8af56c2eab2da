import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError, ask } from './state/api.ts';
import { Icon } from './icons.ts';
import { words } from './words/words.ts';

const isKnown = (act: string): act is keyof typeof words.rehearsals => act in words.rehearsals;

/** What may happen with the real Aitta, at one click each: one sees what people would see. */
export const RehearseDrawer = ({ acts }: { acts: readonly string[] }): VNode => {
  const [said, setSaid] = useState('');
  const play = async (act: keyof typeof words.rehearsals): Promise<void> => {
    try {
      await ask('POST', '/rehearsals', { body: { act } });
      setSaid(words.rehearsed[act]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setSaid(words.failed);
    }
  };
  return html`<details class="rehearse">
    <summary><${Icon} name="play" /> ${words.rehearse}</summary>
    <p class="hint" role="status">${said || words.rehearseHint}</p>
    <div class="rehearsals">
      ${acts.filter(isKnown).map((act) => html`<button type="button" class="quiet-button" onClick=${() => void play(act)}>${words.rehearsals[act]}</button>`)}
    </div>
  </details>`;
};

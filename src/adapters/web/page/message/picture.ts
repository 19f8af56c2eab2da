import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { words } from '../words/words.ts';

/** A small view of a picture, which leads to the whole one. What cannot be drawn is only the file below it. */
export const Picture = ({ name, address }: { name: string; address: string }): VNode | null => {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return null;
  return html`<a class="picture" href=${address} target="_blank" rel="noopener">
    <img src=${address} alt=${words.picture(name)} loading="lazy" decoding="async" onError=${() => setBroken(true)} />
  </a>`;
};

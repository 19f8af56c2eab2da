import { html } from 'htm/preact';
import type { VNode } from 'preact';

const PATHS = {
  send: 'M4 12 20 4l-4 16-4.5-6.5L4 12Zm7.5 1.5L20 4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  thread: 'M4 5h16v11H11l-5 4v-4H4Z',
  retry: 'M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6',
  copy: 'M9 9h10v11H9ZM5 15V4h10',
  edit: 'M4 20h4L19 9l-4-4L4 16Zm9-13 4 4',
  remove: 'M5 7h14M10 4h4M7 7l1 13h8l1-13',
  file: 'M6 3h8l4 4v14H6ZM14 3v4h4',
  pulse: 'M3 12h4l3-7 4 14 3-7h4',
  half: 'M12 3a9 9 0 1 0 0 18ZM12 3a9 9 0 0 1 0 18',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  up: 'M7 11v9H4v-9Zm0 0 4-8a2 2 0 0 1 2 2v4h6a2 2 0 0 1 2 2.4l-1.3 7A2 2 0 0 1 17.7 20H7',
  down: 'M7 13V4H4v9Zm0 0 4 8a2 2 0 0 0 2-2v-4h6a2 2 0 0 0 2-2.4l-1.3-7A2 2 0 0 0 17.7 4H7',
  clip: 'M8 12.5l6.5-6.5a3 3 0 0 1 4.2 4.2L11 18a5 5 0 0 1-7-7l7.5-7.5',
  play: 'M7 4v16l13-8Z',
} as const;

/** A drawing beside words, or one that a label stands for. */
export const Icon = ({ name }: { name: keyof typeof PATHS }): VNode =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

/** The bot's face: a storehouse, which is what an aitta is. */
export const Mark = (): VNode =>
  html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" />
    <path d="M6 15.5 16 7l10 8.5M9 14v11h14V14M13.5 25v-6.5h5V25" />
  </svg>`;

import { html } from 'htm/preact';
import { render } from 'preact';
import { App } from './app.ts';
import { applyColours } from './colours.ts';
import { Session } from './state/session.ts';
import { language } from './words/words.ts';

document.documentElement.lang = language;
applyColours();
const root = document.querySelector('#app');
if (root) {
  root.replaceChildren();
  render(html`<${App} session=${new Session()} />`, root);
}

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Status, StatusModel } from '../../status/status.ts';
import { amount, rangeOf, words } from '../words/words.ts';
import { StartPlot } from './start-plot.ts';

const ORDER: readonly StatusModel['state'][] = ['running', 'starting', 'requested', 'unknown', 'offline'];

/** Every model that can be asked: its state, what its starts take, who waits for it. */
export const StatusModels = ({ models, at }: Pick<Status, 'models' | 'at'>): VNode => {
  const sorted = models.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.id.localeCompare(b.id));
  return html`<section aria-labelledby="status-models">
    <h2 id="status-models">${words.models}</h2>
    ${models.length === 0 && html`<p class="hint">${words.noModels}</p>`}
    ${models.some(({ starts }) => starts.length > 0) && html`<p class="hint">${words.plotKey}</p>`}
    <ul class="models">
      ${sorted.map((model) => html`<li key=${model.id}><${ModelRow} model=${model} now=${at} /></li>`)}
    </ul>
  </section>`;
};

const ModelRow = ({ model, now }: { model: StatusModel; now: number }): VNode => {
  const { id, state, contextTokens, seesImages, start, starts, waiting } = model;
  const facts = [
    contextTokens !== undefined && words.window(amount(contextTokens)),
    seesImages && words.seesImages,
    start && words.usualStart(rangeOf(start.fromMs, start.toMs), start.starts),
  ].filter((fact) => typeof fact === 'string');
  const [vendor, ...name] = id.split('/');
  return html`<article class="model">
    <div>
      <h3>
        <span class="hint">${name.length > 0 ? `${vendor}/` : ''}</span>${name.length > 0 ? name.join('/') : vendor}
      </h3>
      <p class="facts">
        <span class="state is-${state}">${words.modelStates[state]}</span>
        ${waiting > 0 && html`<strong>${words.waitForIt(waiting)}</strong>`}
        ${facts.map((fact) => html`<span class="hint">${fact}</span>`)}
      </p>
    </div>
    <${StartPlot} starts=${starts} now=${now} />
  </article>`;
};

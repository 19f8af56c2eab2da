import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Status, StatusPart } from '../../status/status.ts';
import { amount, durationOf, words } from '../words/words.ts';

const DAY_MS = 24 * 60 * 60_000;
const TOKEN_SOON_DAYS = 14;

/** The parts of the bot, each with how it is. */
export const StatusParts = ({ parts, tokenEndsAt, at }: Pick<Status, 'parts' | 'tokenEndsAt' | 'at'>): VNode => {
  const days = tokenEndsAt === undefined ? undefined : Math.max(0, Math.floor((tokenEndsAt - at) / DAY_MS));
  return html`<section aria-labelledby="status-parts">
    <h2 id="status-parts">${words.parts}</h2>
    <ul class="tiles">
      ${parts.map((part) => html`<li key=${part.name}><${PartTile} part=${part} /></li>`)}
      ${
        days !== undefined &&
        html`<li>
          <${Tile}
            title=${words.accessToken}
            tone=${days === 0 ? 'bad' : days < TOKEN_SOON_DAYS ? 'soon' : 'good'}
            note=${words.daysLeft(days)}
          />
        </li>`
      }
    </ul>
  </section>`;
};

const PartTile = ({ part }: { part: StatusPart }): VNode => {
  const { title, name, ok, note, lastSeenSecondsAgo } = part;
  const more = lastSeenSecondsAgo === undefined ? '' : ` · ${words.lastSeen(durationOf(lastSeenSecondsAgo * 1_000))}`;
  const titles: Readonly<Record<string, string>> = { store: words.store, aitta: 'Aitta', platforms: words.platforms };
  return html`<${Tile} title=${titles[name] ?? title} tone=${ok ? 'good' : 'bad'} note=${`${note}${more}`} />`;
};

interface TileProps {
  title: string;
  tone: 'good' | 'soon' | 'bad';
  note: string;
}

const Tile = ({ title, tone, note }: TileProps): VNode =>
  html`<div class="tile is-${tone}">
    <strong><span class="dot" aria-hidden="true"></span>${title}</strong>
    <span class="tone">${words.tones[tone]}</span>
    <p class="hint">${note}</p>
  </div>`;

/** How much of what Aitta allows in a minute is used, and what is under way. */
export const StatusBudget = ({ budget, openTurns }: Pick<Status, 'budget' | 'openTurns'>): VNode => {
  const { begun, perMinute, inFlight, waiting } = budget;
  return html`<section aria-labelledby="status-budget">
    <h2 id="status-budget">${words.budget}</h2>
    <p class="meter-line">
      <meter
        min="0"
        max=${perMinute}
        value=${begun}
        high=${perMinute * 0.9}
        aria-label=${words.budget}
        aria-valuetext=${words.ofAllowed(amount(begun), amount(perMinute))}
      ></meter>
      <span>${words.ofAllowed(amount(begun), amount(perMinute))}</span>
    </p>
    <dl class="counts">
      <div>
        <dt>${words.beingAnswered}</dt>
        <dd>${amount(inFlight)}</dd>
      </div>
      <div>
        <dt>${words.waitForBudget}</dt>
        <dd>${amount(waiting)}</dd>
      </div>
      ${
        openTurns !== undefined &&
        html`<div>
          <dt>${words.openQuestions}</dt>
          <dd>${amount(openTurns)}</dd>
        </div>`
      }
    </dl>
  </section>`;
};

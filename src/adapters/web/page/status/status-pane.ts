import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Status } from '../../status/status.ts';
import { ApiError, ask } from '../state/api.ts';
import { Icon } from '../icons.ts';
import { secondOf, timeOf, words } from '../words/words.ts';
import { StatusModels } from './status-models.ts';
import { StatusBudget, StatusParts } from './status-parts.ts';

const LOOK_MS = 3_000;

interface Looked {
  status?: Status;
  /** The last look failed. */
  isLost: boolean;
}

/** Looks again and again, while somebody does. */
const useStatus = (): Looked => {
  const [looked, setLooked] = useState<Looked>({ isLost: false });
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const status = document.hidden ? undefined : await ask<Status>('GET', '/status');
        if (status) setLooked({ status, isLost: false });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setLooked((before) => ({ ...before, isLost: true }));
      }
      if (!isOver) timer = setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  return looked;
};

/** The picture of the service: what the bot and Aitta are doing now. */
export const StatusPane = ({ onMenu }: { onMenu?: () => void }): VNode => {
  const { status, isLost } = useStatus();
  return html`<section class="room">
    <header class="room-head">
      ${onMenu && html`<button type="button" class="icon-button only-narrow" aria-label=${words.menu} onClick=${onMenu}><${Icon} name="menu" /></button>`}
      <h1>${words.status}</h1>
      ${status && html`<span class="hint at-end">${words.updated(secondOf(status.at))}</span>`}
    </header>
    <div class="status" tabindex="0">
      ${isLost && html`<p class="trouble" role="status">${words.notReachable}</p>`}
      ${!status && !isLost && html`<p class="hint">${words.loading}</p>`}
      ${status && html`<${Picture} status=${status} />`}
    </div>
  </section>`;
};

const Picture = ({ status }: { status: Status }): VNode => {
  const { maintenance } = status;
  const until = maintenance?.until;
  return html`${
      maintenance &&
      html`<p class="banner">${until === undefined ? words.maintenance : words.maintenanceUntil(timeOf(until))}</p>`
    }
    <${StatusParts} ...${status} />
    <${StatusBudget} ...${status} />
    <${StatusModels} ...${status} />`;
};

import type { types, webApi } from '@slack/bolt';
import type { Clock } from '../../../async/clock.ts';
import type { Log, Meter } from '../../../core/ports/operator.ts';

/** The acknowledgement of Bolt's receivers: HTTP's throws when it comes twice, Socket Mode's when its socket is gone. */
type Acknowledge = (response?: string | webApi.WebAPICallResult | types.View) => Promise<void>;

/**
 * One thing that Slack delivered, and whether it was told that we have it. Bolt acknowledges events before their listeners run; ours
 * is held until they are through, so that what is acknowledged is durable.
 */
export class SlackDelivery {
  readonly #acknowledge: Acknowledge;
  readonly #parts: { clock: Clock; log: Log; meter: Meter };
  readonly #receivedAt: number;
  #state: 'open' | 'acknowledged' | 'refused' = 'open';

  constructor(
    acknowledge: Acknowledge,
    { receivedAt, ...parts }: { receivedAt: number; clock: Clock; log: Log; meter: Meter },
  ) {
    this.#acknowledge = acknowledge;
    this.#parts = parts;
    this.#receivedAt = receivedAt;
  }

  /** Never throws: what Slack does not hear, it delivers again. */
  async acknowledge(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'acknowledged';
    const { clock, log, meter } = this.#parts;
    try {
      await this.#acknowledge();
      meter.observe('acknowledgement', (clock.monotonic() - this.#receivedAt) / 1_000, { platform: 'slack' });
    } catch (error) {
      log.info({ err: error }, 'an acknowledgement did not reach Slack');
    }
  }

  /** Not acknowledged, so that Slack delivers it again, here or to another process. */
  refuse(): void {
    if (this.#state === 'open') this.#state = 'refused';
  }
}

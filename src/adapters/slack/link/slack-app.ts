import { App } from '@slack/bolt';
import type { AppOptions, Context, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Clock } from '../../../async/clock.ts';
import type { Log, Meter } from '../../../core/ports/operator.ts';
import { SlackDelivery } from './slack-delivery.ts';
import { boltLogger } from '../api/slack-log.ts';
import { asPayload, textAt } from '../api/slack-payload.ts';
import type { SlackSelf } from '../api/slack-directory.ts';

/** When a request began to arrive, epoch milliseconds: its body, its signature and its reading are part of what Slack waits for. */
export const ARRIVED_AT = 'arrivedAt';

/** Which workspace it came from, as Bolt reads it. */
export type DeliveryOrigin = Pick<Context, 'teamId' | 'enterpriseId' | 'isEnterpriseInstall'>;

export interface SlackAppParts {
  /** Who the bot is, where that is the same for everything that comes. */
  only: { token: string; self: SlackSelf } | undefined;
  receiver: Receiver;
  clock: Clock;
  log: Log;
  meter: Meter;
  /** Does the work of a delivery; it is acknowledged when this is through, unless it was refused. */
  onDelivery: (body: unknown, delivery: SlackDelivery, origin: DeliveryOrigin) => Promise<void>;
}

/**
 * Bolt's App behind held acknowledgements. Whatever a receiver brings, also nonsense, ends in an acknowledgement or a refusal and
 * never in a rejection.
 */
export class SlackApp extends App {
  readonly #parts: SlackAppParts;
  readonly #deliveries = new WeakMap<object, SlackDelivery>();
  readonly #working = new Set<Promise<void>>();

  constructor(parts: SlackAppParts) {
    const { only, log, receiver } = parts;
    super({
      ...authorization(only),
      tokenVerificationEnabled: false,
      deferInitialization: true,
      receiver,
      convoStore: false, // nothing of ours is kept in Bolt's memory
      ignoreSelf: false, // lets edits and other bots through; slack-arrival.ts knows better
      logger: boltLogger(log),
    });
    this.#parts = parts;
  }

  /** Registers for all that Slack sends and makes Bolt ready. */
  async open(): Promise<void> {
    const work = async ({ body, context }: { body: object; context: Context }): Promise<void> => {
      const delivery = this.#deliveries.get(body);
      if (delivery) await this.#parts.onDelivery(body, delivery, context);
    };
    this.event(/./, work);
    this.action(/./, work);
    this.command(/./, work);
    this.shortcut(/./, work);
    this.view(/./, work);
    this.error(async (error) => this.#parts.log.error(withoutWords(error), 'a Slack delivery failed'));
    await this.init();
  }

  override processEvent(event: ReceiverEvent): Promise<void> {
    const { ack, customProperties } = event;
    const { clock, log, meter } = this.#parts;
    const arrivedAt: unknown = customProperties?.[ARRIVED_AT];
    const receivedAt = typeof arrivedAt === 'number' ? arrivedAt : clock.monotonic();
    const delivery = new SlackDelivery(ack, { receivedAt, clock, log, meter });
    const work = this.#process(event, delivery).finally(() => this.#working.delete(work));
    this.#working.add(work);
    return work;
  }

  /** Resolves when all that was delivered so far is done. */
  async idle(): Promise<void> {
    await Promise.all(this.#working);
  }

  async #process(event: ReceiverEvent, delivery: SlackDelivery): Promise<void> {
    const { log, meter } = this.#parts;
    const body = asPayload(event.body);
    try {
      if (textAt(body, 'type') === 'app_rate_limited') {
        // More than 30,000 events an hour: Slack drops what comes above. Bolt does not know this kind and would not acknowledge it.
        meter.count('rate_limits', { service: 'slack' });
        log.warn({}, 'Slack is dropping events of this app: too many in this hour');
      } else if (body) {
        this.#deliveries.set(event.body, delivery);
        await super.processEvent({ ...event, ack: async () => undefined });
      }
    } catch (error) {
      const type = textAt(body, 'type')?.slice(0, 40);
      log.warn({ ...withoutWords(error), type }, 'Slack delivered something that cannot be read');
    }
    await delivery.acknowledge();
  }
}

/**
 * Bolt's own client is never used, so that of several workspaces no token is needed here: it is looked up when a call is made, because it
 * may be another one by then. Of one, both ids are known: Bolt asks auth.test neither at construction (a rejection nobody could catch) nor
 * once per event.
 */
const authorization = (only: SlackAppParts['only']): Partial<AppOptions> =>
  only
    ? { token: only.token, botId: only.self.botId ?? only.self.botUserId, botUserId: only.self.botUserId }
    : { authorize: async () => ({}) };

/** Where it went wrong. What a TypeError says may quote what was delivered ("Cannot use 'in' operator to search for 'channel' in ..."). */
const withoutWords = (error: unknown): { reason: string; frames: string[] } => ({
  reason: error instanceof Error ? error.constructor.name : typeof error,
  frames: error instanceof Error ? (error.stack?.match(/^ {4}at .*$/gm) ?? []).slice(0, 5) : [],
});

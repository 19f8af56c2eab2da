import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import type { Clock } from '../../../src/async/clock.ts';
import type { Happenings } from './happenings.ts';
import type { JsonObject } from './json-object.ts';
import { readContent } from './message-content.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** What a response_url is bound to. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message whose button was pressed. */
  readonly messageTs?: string;
  readonly threadTs?: string;
}

const mostUses = 5;
const usableMs = 30 * 60_000;

const shape = z.strictObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  metadata: z.unknown().optional(),
  response_type: z.enum(['in_channel', 'ephemeral']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});

export type Response = z.infer<typeof shape>;

/** @throws {Refusal} invalid_payload */
export function readResponse(given: JsonObject): Response {
  const checked = shape.safeParse(given);
  if (!checked.success) throw new Refusal('invalid_payload');
  return checked.data;
}

/** The addresses that interactions and commands may be answered at: five times, for half an hour, without a token. */
export class ResponseUrls {
  readonly #issued = new Map<string, { target: ResponseTarget; at: number; uses: number }>();
  readonly #world: World;
  readonly #happenings: Happenings;
  readonly #clock: Clock;

  constructor(world: World, happenings: Happenings, clock: Clock) {
    this.#world = world;
    this.#happenings = happenings;
    this.#clock = clock;
  }

  issue(target: ResponseTarget): string {
    const path = `/actions/${this.#world.teamId}/${this.#issued.size + 1}/${randomBytes(12).toString('hex')}`;
    this.#issued.set(path, { target, at: this.#clock.now(), uses: 0 });
    return `${this.#world.origin}${path}`;
  }

  /** @throws {Refusal} expired_url, used_url, and what the contents are refused for */
  use(path: string, given: JsonObject): void {
    const url = this.#issued.get(path);
    if (url === undefined || this.#clock.now() - url.at > usableMs) throw new Refusal('expired_url');
    if (url.uses >= mostUses) throw new Refusal('used_url');
    const response = readResponse(given);
    url.uses += 1;
    this.respond(url.target, response);
  }

  /** Also for what a slash command is acknowledged with. */
  respond(target: ResponseTarget, given: Response): void {
    const original = target.messageTs === undefined ? undefined : this.#world.find(target.channel, target.messageTs);
    if (given.delete_original === true) {
      if (original !== undefined) this.#happenings.remove(original);
      return;
    }
    const { body } = readContent(given, () => this.#world.newId('b'));
    if (given.replace_original === true && original !== undefined) {
      this.#happenings.revise(original, 'update', body);
      return;
    }
    const threadTs = given.thread_ts ?? target.threadTs;
    this.#happenings.post({
      channel: target.channel,
      ts: this.#world.nextTs(),
      user: this.#world.bot.id,
      botId: this.#world.botId,
      appId: this.#world.appId,
      body,
      ...(threadTs === undefined ? {} : { threadTs }),
      ...(given.response_type === 'in_channel' ? {} : { onlyFor: target.user }),
    });
  }
}

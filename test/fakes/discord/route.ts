import { refuse } from './api-error.ts';
import type { CommandRegistry } from './command-registry.ts';
import type { Gateway } from './gateway.ts';
import type { InteractionDesk } from './interaction-desk.ts';
import type { MessageBook } from './message-book.ts';
import type { WireObject } from './message.ts';
import { canSee, isAllowed, type PermissionName } from './permissions.ts';
import type { RateLimits } from './rate-limits.ts';
import type { UploadedFile } from './request-body.ts';
import type { ThreadBook } from './thread-book.ts';
import type { Channel, Reader, World } from './world.ts';

/** The parts of the fake that requests act on. */
export interface Backstage {
  world: World;
  book: MessageBook;
  threads: ThreadBook;
  commands: CommandRegistry;
  desk: InteractionDesk;
  gateway: Gateway;
  typings: Typing[];
  /** How much the application may read over REST. */
  reader: Reader;
  limits: RateLimits;
}

export interface Typing {
  /** Tells what was before and what after, also while the clock stands still. */
  id: string;
  channelId: string;
  at: number;
}

export interface RestRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  body: WireObject | unknown[] | undefined;
  files: UploadedFile[];
}

export interface RestAnswer {
  headers?: Record<string, string>;
  status: number;
  body?: unknown;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Discord's description writes it. */
  path: string;
  /** Interaction routes carry their own token and no Authorization. */
  open?: boolean;
  handle: (request: RestRequest, stage: Backstage) => RestAnswer;
}

/** 10003 for what is not there, 50001 for what the bot may not see. */
export const requireChannel = ({ world }: Backstage, id: string | undefined): Channel => {
  const channel = world.channels.get(id ?? '');
  if (!channel) throw refuse('unknownChannel');
  if (!canSee(world, channel, world.botId)) throw refuse('missingAccess');
  return channel;
};

export const requirePermission = ({ world }: Backstage, channel: Channel, name: PermissionName): void => {
  if (!isAllowed(world, channel, world.botId, name)) throw refuse('missingPermissions');
};

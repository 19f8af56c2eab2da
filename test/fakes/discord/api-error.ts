import type { WireObject } from './message.ts';

/** Discord's refusal of a request: status, code and sentence, and for 50035 what is wrong with which field. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: WireObject | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: number,
    message: string,
    more: { errors?: WireObject; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

const refusals = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  unknownChannel: [404, 10_003, 'Unknown Channel'],
  unknownGuild: [404, 10_004, 'Unknown Guild'],
  unknownMember: [404, 10_007, 'Unknown Member'],
  unknownMessage: [404, 10_008, 'Unknown Message'],
  unknownUser: [404, 10_013, 'Unknown User'],
  unknownWebhook: [404, 10_015, 'Unknown Webhook'],
  unknownInteraction: [404, 10_062, 'Unknown interaction'],
  unknownCommand: [404, 10_063, 'Unknown application command'],
  userAgentBlocked: [403, 40_333, 'internal network error'],
  alreadyAcknowledged: [400, 40_060, 'Interaction has already been acknowledged.'],
  tooLarge: [413, 40_005, 'Request entity too large'],
  missingAccess: [403, 50_001, 'Missing Access'],
  notYourMessage: [403, 50_005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50_006, 'Cannot send an empty message'],
  cannotMessageUser: [403, 50_007, 'Cannot send messages to this user'],
  notATextChannel: [400, 50_008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50_013, 'Missing Permissions'],
  systemMessage: [403, 50_021, 'Cannot execute action on a system message'],
  wrongChannelType: [400, 50_024, 'Cannot execute action on this channel type'],
  invalidWebhookToken: [401, 50_027, 'Invalid Webhook Token'],
  invalidJson: [400, 50_109, 'The request body contains invalid JSON.'],
  threadArchived: [400, 50_083, 'Thread is archived'],
  replyWithoutHistory: [400, 160_002, 'Cannot reply without permission to read message history'],
  threadExists: [400, 160_004, 'A thread has already been created for this message'],
  threadLocked: [403, 160_005, 'Thread is locked'],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type RefusalName = keyof typeof refusals;

export const refuse = (name: RefusalName): ApiError => {
  const [status, code, message] = refusals[name];
  return new ApiError(status, code, message);
};

/** One mistake in a request body; `at` is its path, such as `['components', 0, 'label']`. */
export interface FormMistake {
  at: readonly (string | number)[];
  code: string;
  message: string;
}

/** 50035, with the mistakes nested by path as Discord nests them. */
export const invalidForm = (mistakes: readonly FormMistake[]): ApiError => {
  const errors: WireObject = {};
  for (const { at, code, message } of mistakes) {
    let node = errors;
    for (const key of at) node = (node[key] ??= {}) as WireObject;
    const list = (node['_errors'] ??= []) as WireObject[];
    list.push({ code, message });
  }
  return new ApiError(400, 50_035, 'Invalid Form Body', { errors });
};

export const errorToWire = (error: ApiError): WireObject => ({
  message: error.message,
  code: error.code,
  ...(error.errors && { errors: error.errors }),
  ...(error.retryAfterSeconds !== undefined && { retry_after: error.retryAfterSeconds, global: false }),
});

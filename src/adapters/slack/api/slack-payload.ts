/** What came from outside, before anybody has looked at it. */
export type Payload = Readonly<Record<string, unknown>>;

export const asPayload = (value: unknown): Payload | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : undefined;

export const payloadAt = (payload: Payload | undefined, key: string): Payload | undefined => asPayload(payload?.[key]);

/** Undefined for the empty text too: Slack leaves fields out or empties them, as it likes. */
export const textAt = (payload: Payload | undefined, key: string): string | undefined => {
  const value = payload?.[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const listAt = (payload: Payload | undefined, key: string): Payload[] => {
  const value = payload?.[key];
  return Array.isArray(value) ? value.map(asPayload).filter((item) => item !== undefined) : [];
};

/** A message's name in its channel: seconds, a dot, a counter. */
export const tsAt = (payload: Payload | undefined, key: string): string | undefined => {
  const value = textAt(payload, key);
  return value !== undefined && /^\d{1,12}\.\d{1,12}$/.test(value) ? value : undefined;
};

/** Ids of channels, users and teams: what is not one is from nobody. */
export const idAt = (payload: Payload | undefined, key: string): string | undefined => {
  const value = textAt(payload, key);
  return value !== undefined && /^[A-Z][A-Z0-9_]{1,40}$/.test(value) ? value : undefined;
};

/** What Slack calls a file, in an event or when asked. */
export const fileName = (file: Payload | undefined): string | undefined =>
  textAt(file, 'name') ?? textAt(file, 'title');

import { isObject, optionalString, ShapeError } from './json-shape.ts';

/** A maintenance break, as far as the service describes it. */
export interface Downtime {
  begin?: Date;
  end?: Date;
  reason?: string;
}

export type ServiceStatus = { ok: true } | ({ ok: false } & Downtime);

/** `GET /status`: the JSON string "OK" (or the bare word), or a maintenance break. */
export function parseServiceStatus(json: unknown): ServiceStatus {
  if (typeof json === 'string' && json.trim().toUpperCase() === 'OK') return { ok: true };
  if (isObject(json)) return { ok: false, ...parseDowntime(json) };
  throw new ShapeError('neither "OK" nor a maintenance break');
}

/** `GET /downtimes`. Its container is not documented, so a list is taken wherever it may be, and so is a single break. */
export function parseDowntimes(json: unknown): Downtime[] {
  const embedded = isObject(json) ? json['_embedded'] : undefined;
  const candidates = [
    json,
    isObject(json) ? json['downtimes'] : undefined,
    isObject(embedded) ? embedded['downtimes'] : undefined,
  ];
  const list = candidates.find((candidate) => Array.isArray(candidate));
  if (list !== undefined) return list.filter(isObject).map(parseDowntime);
  if (isObject(json) && ('begin' in json || 'end' in json || 'reason' in json)) return [parseDowntime(json)];
  throw new ShapeError('no maintenance breaks are in it');
}

export function parseDowntime(json: Readonly<Record<string, unknown>>): Downtime {
  const begin = readDate(json['begin']);
  const end = readDate(json['end']);
  const reason = optionalString(json, 'reason');
  return { ...(begin && { begin }), ...(end && { end }), ...(reason !== undefined && { reason }) };
}

function readDate(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

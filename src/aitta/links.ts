import {
  asObject,
  isObject,
  objectField,
  optionalString,
  required,
  ShapeError,
  stringField,
  type JsonObject,
} from './json-shape.ts';

export type LinkMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A HAL link. */
export interface Link {
  href: string;
  name: string | undefined;
  title: string | undefined;
  /** As the server states it; Python reads it and never uses it. */
  method: LinkMethod | undefined;
}

const isLinkMethod = (text: string): text is LinkMethod => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(text);

export function parseLink(value: unknown, what: string): Link {
  const link = asObject(value, what);
  const method = optionalString(link, 'method') ?? '';
  return {
    href: stringField(link, 'href'),
    name: optionalString(link, 'name'),
    title: optionalString(link, 'title'),
    method: isLinkMethod(method) ? method : undefined,
  };
}

export const requiredLink = (document: JsonObject, relation: string): Link =>
  parseLink(required(objectField(document, '_links'), relation), `the link "${relation}"`);

/** Undefined also where the relation is null. */
export function optionalLink(document: JsonObject, relation: string): Link | undefined {
  const links = document['_links'];
  const link = isObject(links) ? links[relation] : undefined;
  return link === undefined || link === null ? undefined : parseLink(link, `the link "${relation}"`);
}

/** All links of a relation; HAL allows one object where there is only one. */
export function linkList(document: JsonObject, relation: string): Link[] {
  const value = required(objectField(document, '_links'), relation);
  if (value === null) throw new ShapeError(`the link "${relation}" is null`);
  return (Array.isArray(value) ? value : [value]).map((link) => parseLink(link, `a link "${relation}"`));
}

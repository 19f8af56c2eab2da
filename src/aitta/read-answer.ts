import { MalformedAPIResponse } from './errors.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { ShapeError } from './json-shape.ts';

/**
 * Reads a resource of the API. Python compares the whole content type with `application/hal+json`; here its parameters do not matter, nor
 * which JSON type it is.
 *
 * @throws {MalformedAPIResponse}
 */
export function readDocument<T>(answer: HttpAnswer, parse: (json: unknown) => T): T {
  const mediaType = answer.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/([\w.-]+\+)?json$/.test(mediaType)) {
    throw malformed(answer, mediaType === '' ? 'no content type' : `the content type ${mediaType}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(answer.text);
  } catch {
    throw malformed(answer, 'something that is not JSON');
  }
  return parseOrRefuse(answer, json, parse);
}

/** For resources whose content type nobody has documented: JSON if it is JSON, else the bare text. */
export function readLoosely<T>(answer: HttpAnswer, parse: (value: unknown) => T): T {
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch {
    value = answer.text;
  }
  return parseOrRefuse(answer, value, parse);
}

function parseOrRefuse<T>(answer: HttpAnswer, value: unknown, parse: (value: unknown) => T): T {
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw malformed(answer, `unexpected content (${error.message})`, error);
  }
}

const malformed = ({ requestUrl, status }: HttpAnswer, what: string, cause?: unknown): MalformedAPIResponse =>
  new MalformedAPIResponse(`${requestUrl} answered ${status} with ${what}.`, { status, requestUrl, cause });

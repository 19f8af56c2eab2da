import type { JsonObject } from './json-object.ts';

/** Slack says no: becomes `{ ok: false, error }`. */
export class Refusal extends Error {
  readonly error: string;
  readonly details: JsonObject;

  constructor(error: string, details: JsonObject = {}) {
    super(error);
    this.error = error;
    this.details = details;
  }

  /** With the lines that Slack adds to explain which argument or block is wrong. */
  static explained(error: string, lines: string[]): Refusal {
    return new Refusal(error, { response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) } });
  }
}

import { parseCommands, ScenarioError } from './check-scenario.ts';
import { carryOut, type Controls } from './command.ts';
import { frameworkError, json, type JsonAnswer } from './http-answer.ts';
import type { JsonObject } from './json-object.ts';

export const CONTROL_PATH = '/standin';

/**
 * Changes the stand-in while it runs: `GET /standin` tells its state, `POST /standin` takes a command or a list of commands as JSON (see
 * `Command`). It needs no token, so it is off unless asked for; it insists on JSON, which a foreign web page cannot send unasked.
 */
export class ControlEndpoint {
  readonly #controls: Controls;
  readonly #describe: () => JsonObject;

  constructor(controls: Controls, describe: () => JsonObject) {
    this.#controls = controls;
    this.#describe = describe;
  }

  isAt(path: string): boolean {
    return path === CONTROL_PATH;
  }

  answer(method: string, contentType: string, body: Buffer): JsonAnswer {
    if (method === 'GET') return json(this.#describe());
    if (method !== 'POST') return frameworkError(405, 'Method Not Allowed');
    if (contentType.split(';')[0]?.trim() !== 'application/json') return refuse(415, ['send application/json']);
    try {
      for (const command of parseCommands(body.toString('utf8'))) carryOut(command, this.#controls);
      return json(this.#describe());
    } catch (error) {
      if (error instanceof ScenarioError) return refuse(400, error.problems);
      if (error instanceof RangeError) return refuse(400, [error.message]);
      throw error;
    }
  }
}

const refuse = (status: number, problems: readonly string[]): JsonAnswer => json({ problems }, status);

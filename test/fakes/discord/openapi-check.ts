import { existsSync, readFileSync } from 'node:fs';

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import type { WireObject } from './message.ts';
import type { RequestBody } from './request-body.ts';

interface Operation {
  parameters?: { name: string; in: string; schema: WireObject }[];
  requestBody?: { required?: boolean; content: Record<string, unknown> };
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, WireObject> };
}

/** Discord's own description (github discord/discord-api-spec, specs/openapi.json, MIT) lies beside the project; where it does not, nothing is held against it. */
const file = new URL('../../../../shared/data/discord-openapi.json', import.meta.url);
export const hasDescription = existsSync(file);

/** Where the description says less than Discord's documentation, and less than Discord does. */
const fixSchemas = (schemas: Record<string, WireObject>): void => {
  const words = { type: 'object', required: ['code', 'message'], properties: { code: { type: 'string' } } };
  // Mistakes of single fields carry words such as BASE_TYPE_MAX_LENGTH, not numbers.
  schemas['InnerErrors'] = {
    type: 'object',
    additionalProperties: false,
    required: ['_errors'],
    properties: { _errors: { type: 'array', items: words } },
  };
  // 1 is a forward.
  schemas['MessageReferenceType'] = { enum: [0, 1] };
  // A string of bits, in requests as in answers.
  for (const name of ['ApplicationCommandCreateRequest', 'ApplicationCommandUpdateRequest']) {
    const properties = schemas[name]?.['properties'] as WireObject | undefined;
    if (properties) properties['default_member_permissions'] = { type: ['integer', 'string', 'null'] };
  }
};

/** The schema of one part of the description, loaded once per process: compiling it costs a quarter of a second. */
const load = (): { description: Description; compile: (pointer: string) => ValidateFunction } => {
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  fixSchemas(description.components.schemas);
  // Without inlining and optimizing, compiling takes half as long; nothing here is validated often.
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    logger: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  addFormats.default(ajv);
  ajv.addFormat('snowflake', /^\d{1,20}$/);
  ajv.addFormat('nonce', /^[\s\S]{0,25}$/);
  ajv.addSchema(description, 'discord');
  const compiled = new Map<string, ValidateFunction>();
  return {
    description,
    compile: (pointer) => {
      const known = compiled.get(pointer);
      if (known) return known;
      const validate = ajv.compile({ $ref: `discord#${pointer}` });
      compiled.set(pointer, validate);
      return validate;
    },
  };
};
let loaded: ReturnType<typeof load> | undefined;

/** A copy as it travels: undefined fields do not. */
const travelling = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const escape = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
const pointerTo = (...keys: string[]): string => keys.map((key) => `/${escape(key)}`).join('');

/** Unions report every branch; the error that lies deepest belongs to the branch that was meant. */
const explain = (errors: readonly ErrorObject[] | null | undefined): string => {
  const deepest = [...(errors ?? [])].toSorted(
    (a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length,
  );
  return deepest
    .slice(0, 3)
    .map((error) => `${error.instancePath || '(the whole)'} ${error.message ?? error.keyword}`)
    .join('; ');
};

/**
 * Holds requests and answers against Discord's own description of its API and collects what does not fit. It looks only when asked for
 * the violations: compiling the description's schemas would hold up the first answers by half a second.
 */
export class OpenApiCheck {
  readonly #violations: string[] = [];
  readonly #waiting: (() => void)[] = [];

  /** One readable line each. */
  get violations(): readonly string[] {
    const looks = this.#waiting.splice(0);
    if (hasDescription) for (const look of looks) look();
    return this.#violations;
  }

  request(method: string, route: string, query: Record<string, string>, body: RequestBody): void {
    const kept = { ...body, json: travelling(body.json) as RequestBody['json'] };
    this.#waiting.push(() => {
      this.#request(method, route, query, kept);
    });
  }

  answer(method: string, route: string, status: number, body: unknown): void {
    const kept = travelling(body);
    this.#waiting.push(() => {
      this.#answer(method, route, status, kept);
    });
  }

  /** For what the gateway sends: the description has no events, but messages and channels have the same shape there. */
  event(t: string, schema: string, d: unknown): void {
    const kept = travelling(d);
    this.#waiting.push(() => {
      this.#hold(`${t} event`, pointerTo('components', 'schemas', schema), kept);
    });
  }

  note(violation: string): void {
    this.#violations.push(violation);
  }

  #request(method: string, route: string, query: Record<string, string>, body: RequestBody): void {
    const operation = this.#operation(method, route);
    if (!operation) return;
    for (const parameter of operation.parameters ?? []) {
      const value = query[parameter.name];
      if (parameter.in !== 'query' || value === undefined) continue;
      const { type } = parameter.schema;
      if (type === 'integer' && !/^\d+$/.test(value)) this.#note(method, route, `?${parameter.name}= is no number`);
      if (type === 'boolean' && !/^(true|false)$/.test(value))
        this.#note(method, route, `?${parameter.name}= is no boolean`);
    }
    const content = operation.requestBody?.content;
    if (!content) {
      if (body.json !== undefined) this.#note(method, route, 'has a body where none belongs');
      return;
    }
    const type = body.kind === 'multipart' ? 'multipart/form-data' : 'application/json';
    if (body.json === undefined && body.files.length === 0) {
      if (operation.requestBody?.required === true) this.#note(method, route, 'has no body');
      return;
    }
    const files = Object.fromEntries(body.files.map((upload) => [`files[${upload.index}]`, upload.name]));
    const value = body.kind === 'multipart' ? { ...(body.json as WireObject | undefined), ...files } : body.json;
    this.#hold(
      `${method} ${route} request`,
      pointerTo('paths', route, method.toLowerCase(), 'requestBody', 'content', type, 'schema'),
      value,
    );
  }

  #answer(method: string, route: string, status: number, body: unknown): void {
    const responses = this.#operation(method, route)?.responses;
    if (!responses) return;
    const key = [String(status), `${Math.floor(status / 100)}XX`].find((candidate) => responses[candidate]);
    const title = `${method} ${route} answer ${status}`;
    if (key === undefined) {
      // 5xx comes from in front of the API and is not described.
      if (status < 500) this.#violations.push(`${title}: this status is not described`);
      return;
    }
    const response = responses[key];
    const at = response?.$ref?.slice(1) ?? pointerTo('paths', route, method.toLowerCase(), 'responses', key);
    const hasContent = response?.$ref !== undefined || response?.content !== undefined;
    if (!hasContent) {
      if (body !== undefined) this.#violations.push(`${title}: has a body where none belongs`);
      return;
    }
    this.#hold(title, `${at}${pointerTo('content', 'application/json', 'schema')}`, body);
  }

  #operation(method: string, route: string): Operation | undefined {
    loaded ??= load();
    const operation = loaded.description.paths[route]?.[method.toLowerCase()];
    if (!operation) this.#note(method, route, 'is not in the description');
    return operation;
  }

  #hold(title: string, pointer: string, value: unknown): void {
    loaded ??= load();
    const validate = loaded.compile(pointer);
    if (!validate(value)) this.#violations.push(`${title}: ${explain(validate.errors)}`);
  }

  #note(method: string, route: string, what: string): void {
    this.#violations.push(`${method} ${route} request ${what}`);
  }
}

import { asObject, stringField, stringsField, type JsonObject } from './json-shape.ts';
import { linkList, optionalLink, requiredLink, type Link } from './links.ts';

/** What models can do, in Aitta's words; there may be others. */
export const CHAT_COMPLETION = 'openai-chat-completion';
export const EMBEDDINGS = 'openai-embeddings';

/** A model's id and where to ask about it. */
export class ModelBasicReference {
  readonly id: string;
  /** A link's href as the API gave it, mostly relative. */
  readonly urlEndpoint: string;

  constructor(id: string, urlEndpoint: string) {
    this.id = id;
    this.urlEndpoint = urlEndpoint;
  }
}

/** What `GET` on a model tells (aitta-client 0.3.2; `infer` became optional, as today's service has no such link). */
export interface ModelData extends ModelBasicReference {
  description: string;
  /** `CHAT_COMPLETION`, `EMBEDDINGS`, and what may come; may be empty. */
  capabilities: ReadonlySet<string>;
  links: ModelLinks;
  /** The whole answer, for fields that this client does not know. */
  raw: JsonObject;
}

export interface ModelLinks {
  self: Link;
  collection: Link;
  infer: Link | undefined;
  openai: Link | undefined;
  metadata: Link | undefined;
  worker: Link | undefined;
}

export function parseModelData(json: unknown): ModelData {
  const model = asObject(json, 'the model');
  const self = requiredLink(model, 'self');
  return {
    id: stringField(model, 'id'),
    urlEndpoint: self.href,
    description: stringField(model, 'description'),
    capabilities: new Set(stringsField(model, 'capabilities')),
    links: {
      self,
      collection: requiredLink(model, 'collection'),
      infer: optionalLink(model, 'infer'),
      openai: optionalLink(model, 'openai'),
      metadata: optionalLink(model, 'metadata'),
      worker: optionalLink(model, 'worker'),
    },
    raw: model,
  };
}

/** A nameless entry cannot be referred to, and must not hide the others. */
export function parseModelList(json: unknown): ModelBasicReference[] {
  const list = asObject(json, 'the model list');
  requiredLink(list, 'self');
  return linkList(list, 'item').flatMap(({ name, href }) =>
    name === undefined ? [] : [new ModelBasicReference(name, href)],
  );
}

import type { User } from './access-book.ts';
import type { ModelMetadata, ServedModel } from './catalogue.ts';
import { aittaError, forbidden, frameworkError, hal, notFound, type Answer } from './http-answer.ts';
import { isObject, readJson, type JsonObject } from './json-object.ts';
import { pathOfModel } from './routes.ts';
import type { Call, Handlers, World } from './world.ts';

/** The models and their metadata, as HAL. */
export const modelHandlers = (world: World): Handlers => {
  const resource = (model: ServedModel): JsonObject => modelResource(model, world);
  const ofModel = (call: Call, answer: (model: ServedModel) => Answer): Answer => {
    const model = findModel(world, call);
    return model === undefined ? notFound('No such model.') : answer(model);
  };
  return {
    models: {
      GET: ({ user }) => hal(modelList(world.catalogue.list().filter((model) => isShownTo(user, model, world)))),
      POST: (call) => asAdministrator(call, () => addModel(call, world)),
    },
    'add-from-hub': { POST: (call) => asAdministrator(call, () => addFromHub(call, world)) },
    model: {
      GET: (call) => ofModel(call, (model) => hal(resource(model))),
      PUT: (call) => ofModel(call, (model) => replaceMetadata(call, model, resource)),
    },
    metadata: {
      GET: (call) =>
        ofModel(call, ({ spec, metadata }) =>
          spec.metadata === 'hidden' ? forbidden('Not for this user.') : hal(metadata),
        ),
    },
  };
};

/** The model of the path, where it is served to this user. */
export const findModel = (world: World, call: Call): ServedModel | undefined => {
  const model = world.catalogue.get(call.target.model ?? '');
  return model !== undefined && isShownTo(call.user, model, world) ? model : undefined;
};

/** The old service showed each user only what the token was for. */
const isShownTo = (user: User | undefined, { spec }: ServedModel, { profile }: World): boolean =>
  profile !== 'legacy' || (user?.models?.includes(spec.id) ?? true);

const modelList = (models: readonly ServedModel[]): JsonObject => ({
  _links: {
    self: { href: '/model', name: 'self', title: 'The models that are served here' },
    item: models.map(({ spec: { id } }) => ({ href: `/model/${pathOfModel(id)}`, name: id })),
  },
});

const modelResource = ({ spec, metadata }: ServedModel, { profile, habits }: World): JsonObject => {
  const path = `/model/${pathOfModel(spec.id)}`;
  const tasks = profile !== 'today';
  const today = profile !== 'legacy';
  const perModel = (habits.openaiLink ?? (today ? 'generic' : 'per-model')) === 'per-model';
  const openai = perModel ? `${path}/openai/v1/` : '/openai/v1';
  const has = (capability: string): boolean => metadata.capabilities.includes(capability);
  const hrefs: [name: string, href: string, title: string, when: boolean][] = [
    ['self', path, 'This model', true],
    ['collection', '/model', 'All models', true],
    ['metadata', `${path}/metadata`, 'How this model is set up', spec.metadata !== 'hidden'],
    ['worker', `/worker/${pathOfModel(spec.id)}`, 'The workers of this model', today],
    ['infer', `${path}/task`, 'New tasks for this model', tasks],
    ['openai', openai, 'Base of the endpoints in the style of OpenAI', metadata.capabilities.length > 0],
    ['openai-chat-completion', `${openai.replace(/\/$/, '')}/chat/completions`, LIMITED, has('openai-chat-completion')],
    ['openai-embeddings', `${openai.replace(/\/$/, '')}/embeddings`, LIMITED, has('openai-embeddings')],
  ];
  const links = hrefs
    .filter(([, , , when]) => when)
    .map(([name, href, title]) => [
      name,
      { href, ...(today && { name, title }), ...(name === 'infer' && { method: 'POST' }) },
    ]);
  const { description, capabilities } = metadata;
  return { id: spec.id, description, capabilities, _links: Object.fromEntries(links) as JsonObject };
};

const LIMITED = 'Not all features of the original are supported';

const asAdministrator = ({ user }: Call, answer: () => Answer): Answer =>
  user?.administrator === true ? answer() : forbidden('Only administrators may add models.');

const addModel = ({ body }: Call, world: World): Answer => {
  const { metadata, missing } = readMetadata(body);
  return metadata === undefined ? fieldsMissing(missing) : addedModel(metadata, world);
};

const addFromHub = ({ body }: Call, world: World): Answer => {
  const request = readJson(body.toString('utf8'));
  const { model_id: id, owner, scopes } = isObject(request) ? request : {};
  if (typeof id !== 'string' || typeof owner !== 'string' || !isTexts(scopes)) {
    return fieldsMissing(['model_id', 'owner', 'scopes']);
  }
  const metadata = { id, owner, scopes, description: `${id} from the hub`, capabilities: ['openai-chat-completion'] };
  return addedModel({ ...metadata, worker_config: { model_path: id, concurrency: 1 } }, world);
};

/** It is cold at first, as nobody has asked for it yet. */
const addedModel = (metadata: ModelMetadata, world: World): Answer => {
  const { id, owner, capabilities } = metadata;
  if (world.catalogue.get(id) !== undefined) return aittaError(409, 'conflict', 'There is such a model already.');
  const kind = capabilities.includes('openai-chat-completion')
    ? 'chat'
    : capabilities.includes('openai-embeddings')
      ? 'embeddings'
      : 'task';
  const model = world.catalogue.put({ id, kind, owner, workers: { state: 'offline' } }, metadata);
  return hal(modelResource(model, world), 201);
};

/** The answer holds model and metadata, as it is not known which of them the service sends. */
const replaceMetadata = (call: Call, model: ServedModel, resource: (model: ServedModel) => JsonObject): Answer => {
  const mayChange = call.user?.administrator === true || call.user?.scopes?.includes(model.metadata.owner) === true;
  if (!mayChange) return forbidden('Only users of the owner scope may change this entry.');
  const { metadata, missing } = readMetadata(call.body);
  if (metadata === undefined) return fieldsMissing(missing);
  if (metadata.id !== model.spec.id) return aittaError(400, 'bad_request', 'The id of a model cannot be changed.');
  model.metadata = metadata;
  return hal({ ...metadata, ...resource(model) });
};

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string');

const METADATA_FIELDS: Record<string, (value: unknown) => boolean> = {
  id: (value) => typeof value === 'string' && value !== '',
  description: (value) => typeof value === 'string',
  owner: (value) => typeof value === 'string',
  capabilities: isTexts,
  scopes: isTexts,
  worker_config: isObject,
  resources: isObject,
  software: isObject,
  inputs: isObject,
  outputs: isObject,
  parameters: isObject,
  supports_batching: (value) => typeof value === 'boolean',
};

const readMetadata = (body: Buffer): { metadata?: ModelMetadata; missing: string[] } => {
  const value = readJson(body.toString('utf8'));
  const fields = isObject(value) ? value : {};
  const missing = Object.entries(METADATA_FIELDS).flatMap(([key, fits]) => (fits(fields[key]) ? [] : [key]));
  return missing.length === 0 ? { metadata: fields as ModelMetadata, missing } : { missing };
};

const fieldsMissing = (keys: readonly string[]): Answer =>
  frameworkError(
    422,
    keys.map((key) => ({ type: 'missing', loc: ['body', key], msg: 'Field required, of the right type' })),
  );

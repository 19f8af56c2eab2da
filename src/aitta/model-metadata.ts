import { asObject, objectField, ShapeError, stringField, stringsField, type JsonObject } from './json-shape.ts';

/**
 * A model's entry in Aitta's model repository, in the words of the wire: it is read, changed and written back whole, and fields that this
 * client does not know survive that.
 */
export interface ModelMetadata {
  id: string;
  description: string;
  capabilities: string[];
  worker_config: WorkerConfig;
  /** What Slurm is asked for. */
  resources: { ram_mb: number; num_gpus: number; num_cpus: number; [field: string]: unknown };
  software: { container_path?: string | null; [field: string]: unknown };
  /** Key to a description of its type, as are `outputs` and `parameters`. */
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  parameters: Record<string, unknown>;
  supports_batching: boolean;
  /** Who may use the model, such as `public`. */
  scopes: string[];
  /** The scope whose users may change this entry. */
  owner: string;
  [field: string]: unknown;
}

export type WorkerConfig = HuggingfaceWorkerConfig | ModuleWorkerConfig | OllamaWorkerConfig | VllmWorkerConfig;

export interface HuggingfaceWorkerConfig {
  model_path: string;
  worker_class: string;
  loading_arguments?: Record<string, unknown> | null;
  chat_template?: string | null;
}
export interface ModuleWorkerConfig {
  module_path: string;
  worker_object_name: string;
}
export interface OllamaWorkerConfig {
  ollama_model_name: string;
}
export interface VllmWorkerConfig {
  model_path: string;
  /** Requests at the same time; 1 if absent. */
  concurrency?: number;
  loading_arguments?: Record<string, unknown> | null;
}

export interface ModelFromHubRequest {
  /** As on Hugging Face, such as `LumiOpen/Llama-Poro-2-70B-Instruct`. */
  modelId: string;
  owner: string;
  scopes: Iterable<string>;
}

export function parseModelMetadata(json: unknown): ModelMetadata {
  const metadata = asObject(json, 'the metadata');
  for (const key of ['id', 'description', 'owner']) stringField(metadata, key);
  for (const key of ['capabilities', 'scopes']) stringsField(metadata, key);
  for (const key of ['resources', 'software', 'inputs', 'outputs', 'parameters']) objectField(metadata, key);
  for (const key of ['ram_mb', 'num_gpus', 'num_cpus']) numberField(objectField(metadata, 'resources'), key);
  if (typeof metadata['supports_batching'] !== 'boolean')
    throw new ShapeError('"supports_batching" must be true or false');
  checkWorkerConfig(objectField(metadata, 'worker_config'));
  return metadata as unknown as ModelMetadata;
}

function checkWorkerConfig(config: JsonObject): void {
  const telling = ['model_path', 'module_path', 'ollama_model_name'].find((key) => Object.hasOwn(config, key));
  if (telling === undefined) throw new ShapeError('"worker_config" is of an unknown kind');
  stringField(config, telling);
}

function numberField(object: JsonObject, key: string): void {
  if (typeof object[key] !== 'number') throw new ShapeError(`"${key}" must be a number`);
}

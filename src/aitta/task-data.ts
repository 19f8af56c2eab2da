import { asObject, integerField, required, ShapeError, stringField, type JsonObject } from './json-shape.ts';
import { requiredLink, type Link } from './links.ts';

export type TaskState = 'Pending' | 'Running' | 'Success' | 'Failure';

/** One answer about an inference task. */
export interface TaskData {
  id: string;
  modelId: string;
  /** Where to ask again. */
  urlEndpoint: string;
  state: TaskState;
  /** Any JSON; meaningful for `Failure`. */
  error: unknown;
  /** Any JSON; meaningful for `Success`. */
  results: unknown;
  progress: { progress: number; totalProgress: number | undefined } | undefined;
  links: { self: Link; stop: Link; model: Link };
  /** The whole answer, for fields that this client does not know. */
  raw: JsonObject;
}

const taskStates: readonly TaskState[] = ['Pending', 'Running', 'Success', 'Failure'];

/** As strict as Python: keys that may be null must be there all the same, and states are written exactly so. */
export function parseTaskData(json: unknown): TaskData {
  const task = asObject(json, 'the task');
  const state = taskStates.find((candidate) => candidate === required(task, 'state'));
  if (state === undefined) throw new ShapeError(`"state" must be one of ${taskStates.join(', ')}`);
  const self = requiredLink(task, 'self');
  return {
    id: stringField(task, 'id'),
    modelId: stringField(task, 'model_id'),
    urlEndpoint: self.href,
    state,
    error: required(task, 'error'),
    results: required(task, 'results'),
    progress: parseProgress(required(task, 'progress')),
    links: { self, stop: requiredLink(task, 'stop'), model: requiredLink(task, 'model') },
    raw: task,
  };
}

function parseProgress(value: unknown): TaskData['progress'] {
  if (value === null) return undefined;
  const progress = asObject(value, '"progress"');
  const total = required(progress, 'total_progress');
  return {
    progress: integerField(progress, 'progress', 0),
    totalProgress: total === null ? undefined : integerField(progress, 'total_progress', 1),
  };
}

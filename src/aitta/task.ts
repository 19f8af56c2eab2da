import type { CallOptions } from './access-token-source.ts';
import type { Client } from './client.ts';
import { AittaError, APITimeoutError } from './errors.ts';
import type { JsonObject } from './json-shape.ts';
import type { TaskData, TaskState } from './task-data.ts';

/** What a task needs of its model. */
export interface TaskModel {
  readonly id: string;
  readonly client: Client;
}

/** An inference task at the older service: what was known at the last look. */
export class Task {
  #data: TaskData;
  readonly #client: Client;

  /** @throws {RangeError} if the task is another model's (`ValueError` in Python). */
  constructor(data: TaskData, model: TaskModel) {
    if (data.modelId !== model.id) {
      throw new RangeError(`The task is one of the model '${data.modelId}', not of '${model.id}'.`);
    }
    this.#data = data;
    this.#client = model.client;
  }

  get id(): string {
    return this.#data.id;
  }

  get urlEndpoint(): string {
    return this.#data.urlEndpoint;
  }

  get state(): TaskState {
    return this.#data.state;
  }

  /** Is it over, well or not? */
  get completed(): boolean {
    return this.state === 'Success' || this.state === 'Failure';
  }

  /**
   * The model's answer, any JSON.
   *
   * @throws {IncompleteTaskError} before the end; {@link InferenceError} if the task failed.
   */
  get results(): unknown {
    if (!this.completed) throw new IncompleteTaskError(this);
    if (this.state === 'Failure') throw new InferenceError(this, this.#data.error);
    return this.#data.results;
  }

  /** Steps done, of `maxProgress`. Of a model that reports none: 1 after success, else 0. */
  get progress(): number {
    return this.#data.progress?.progress ?? (this.state === 'Success' ? 1 : 0);
  }

  /** How many steps the model counts; 1 if it reports none. */
  get maxProgress(): number {
    return this.#data.progress?.totalProgress ?? 1;
  }

  /** The whole last answer, for fields that this client does not know. */
  get raw(): JsonObject {
    return this.#data.raw;
  }

  /** Asks the service again. */
  async update(options: CallOptions = {}): Promise<void> {
    this.#data = await this.#client.getTask(this.#data, options);
  }

  /** Revokes the task while it is pending; no effect on a finished one. `update` tells what became of it. Python has no such call. */
  async stop(options: CallOptions = {}): Promise<void> {
    await this.#client.stopTask(this.#data, options);
  }
}

/** `results` of a task that is not over. */
export class IncompleteTaskError extends AittaError {
  override readonly name = 'IncompleteTaskError';
  readonly #task: Task;

  constructor(task: Task) {
    super(`The inference task ${task.id} has not completed yet; its state is ${task.state}.`);
    this.#task = task;
  }

  get task(): Task {
    return this.#task;
  }
}

/** `results` of a task that failed. */
export class InferenceError extends AittaError {
  override readonly name = 'InferenceError';
  readonly #task: Task;
  readonly #details: unknown;

  constructor(task: Task, details: unknown) {
    super(`The inference task ${task.id} failed.`);
    this.#task = task;
    this.#details = details;
  }

  get task(): Task {
    return this.#task;
  }

  /** The task's `error`, any JSON. Not an own property: it may quote the input, and loggers print own properties. */
  get details(): unknown {
    return this.#details;
  }
}

/** The task was not over when the time was. It goes on at the service: ask it again, or stop it. */
export class InferenceTimeoutError extends APITimeoutError {
  override readonly name = 'InferenceTimeoutError';
  readonly #task: Task;

  constructor(task: Task, timeoutMs: number, cause?: unknown) {
    super(`The inference task ${task.id} was ${task.state} after ${timeoutMs} ms.`, { cause });
    this.#task = task;
  }

  get task(): Task {
    return this.#task;
  }
}

import type { JsonObject } from './json-object.ts';
import { pathOfModel } from './routes.ts';
import type { ScenarioModel, TaskPlan } from './scenario-model.ts';
import { scriptedText } from './scripted-text.ts';
import type { Clock } from '../async/clock.ts';

export interface Task {
  readonly id: string;
  readonly model: ScenarioModel;
  readonly owner: string;
  readonly createdAt: number;
  readonly inputs: JsonObject;
  polls: number;
  revoked: boolean;
}

const MAX_KEPT = 1_000;
const CLOCK_STEPS = 10;

/** The tasks of the old API: their state is a function of the time, or of how often they were looked at. */
export class TaskBoard {
  readonly #clock: Clock;
  readonly #tasks = new Map<string, Task>();
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(model: ScenarioModel, owner: string, inputs: JsonObject): Task {
    const id = `t-${String(++this.#made).padStart(4, '0')}`;
    const task: Task = { id, model, owner, createdAt: this.#clock.now(), inputs, polls: 0, revoked: false };
    this.#tasks.set(id, task);
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size > MAX_KEPT && oldest !== undefined) this.#tasks.delete(oldest);
    return task;
  }

  /** @returns undefined for a task that is another user's. */
  find(id: string, model: ScenarioModel, owner: string): Task | undefined {
    const task = this.#tasks.get(id);
    return task !== undefined && task.model.id === model.id && task.owner === owner ? task : undefined;
  }

  /** Only what is still pending can be revoked. */
  revoke(task: Task): void {
    if (this.#phase(task).state === 'Pending') task.revoked = true;
  }

  /** All keys are always there, null where unused. */
  document(task: Task): JsonObject {
    const { state, done, of } = this.#phase(task);
    const path = `/model/${pathOfModel(task.model.id)}`;
    const outcome = task.revoked ? REVOKED : outcomeOf(task);
    const failed = state === 'Done' && 'error' in outcome;
    return {
      id: task.id,
      model_id: task.model.id,
      state: state === 'Done' ? (failed ? 'Failure' : 'Success') : state,
      error: state === 'Done' && 'error' in outcome ? outcome.error : null,
      results: state === 'Done' && 'results' in outcome ? outcome.results : null,
      progress: state === 'Running' ? progressOf(task.model.task ?? {}, done, of) : null,
      _links: {
        self: { href: `${path}/task/${task.id}` },
        stop: { href: `${path}/task/${task.id}`, method: 'DELETE' },
        model: { href: path },
      },
    };
  }

  #phase(task: Task): { state: 'Pending' | 'Running' | 'Done'; done: number; of: number } {
    const { advance = 'clock', pending, running } = task.model.task ?? {};
    const byPolls = advance === 'polls';
    const age = byPolls ? task.polls : this.#clock.now() - task.createdAt;
    const pendingFor = pending ?? (byPolls ? 1 : 1_000);
    const runningFor = running ?? (byPolls ? 3 : 10_000);
    const inPending = byPolls ? age <= pendingFor : age < pendingFor;
    const inRunning = byPolls ? age <= pendingFor + runningFor : age < pendingFor + runningFor;
    const of = byPolls ? runningFor : CLOCK_STEPS;
    if (task.revoked) return { state: 'Done', done: 0, of };
    if (inPending) return { state: 'Pending', done: 0, of };
    if (!inRunning) return { state: 'Done', done: of, of };
    return { state: 'Running', done: Math.floor(((age - pendingFor) / runningFor) * of), of };
  }
}

const REVOKED = { error: { type: 'revoked', message: 'The task was stopped before it ran.' } };

const progressOf = ({ progress = 'total' }: TaskPlan, done: number, of: number): JsonObject | null =>
  progress === 'none' ? null : { progress: done, total_progress: progress === 'total' ? of : null };

/** `input` is a text or, as a batch, a list of texts; `fail: REASON` in it fails. */
const outcomeOf = ({ model, inputs }: Task): { error: unknown } | { results: unknown } => {
  const { input } = inputs;
  const texts = Array.isArray(input) ? input : [input];
  if (!texts.every((text) => typeof text === 'string')) {
    return { error: { type: 'invalid_input', message: 'The key input must be a text or a list of texts.' } };
  }
  const reason = /(?:^|\s)fail:\s*(.*)/.exec(texts.join('\n'))?.[1];
  if (reason !== undefined) return { error: { type: 'worker_error', message: reason } };
  const outputs = texts.map((text) => scriptedText(model.writes ?? 'talk', [{ role: 'user', text, images: 0 }]));
  return { results: { output: Array.isArray(input) ? outputs : outputs[0] } };
};

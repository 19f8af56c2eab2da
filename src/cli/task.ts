import { awaitTask } from '../aitta/await-task.ts';
import { UnavailableFeatureError } from '../aitta/errors.ts';
import { Model } from '../aitta/model.ts';
import type { Task } from '../aitta/task.ts';
import { systemClock, type Clock } from '../async/clock.ts';
import { toError } from '../async/to-error.ts';
import { untilAborted } from '../async/until-aborted.ts';
import { late, within } from '../async/within.ts';
import { withAitta, type AittaSession } from './aitta-session.ts';
import { VerbFailure } from './failure-line.ts';
import { findOnlyName } from './find-only-name.ts';
import { jsonText } from './json-text.ts';
import { parseCommandLine, UsageError } from './parse-command-line.ts';
import { readAll } from './read-question.ts';
import { runVerb, type VerbIo } from './run-verb.ts';
import { StatusLine } from './status-line.ts';
import { taskLine } from './task-line.ts';

const USAGE = `Usage: aitta-bot task --model ID --input JSON

Runs an inference task, which the older service of Aitta offers, and writes its results to stdout as JSON. Progress goes to stderr.
Ctrl-C stops the task at Aitta.

  --model   an id, or a part of one that matches no other
  --input   a JSON object, by the model's description; - reads what is piped in
`;

/** How long Ctrl-C waits for the id of a task that is just being started, milliseconds. */
const START_GRACE_MS = 5_000;
/** Looks at a task take at most this part of the request budget. */
const SHARE_OF_BUDGET = 1 / 2;

type Input = Readonly<Record<string, unknown>>;

/** `aitta-bot task`. @returns the exit code, see `runVerb`; 1 also for a task that failed. @throws SettingsError */
export const task = (argv: readonly string[], io: VerbIo, clock: Clock = systemClock): Promise<number> =>
  runVerb('task', io, async () => {
    const { values } = parseCommandLine({
      args: [...argv],
      options: { model: { type: 'string' }, input: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      io.stdout.write(USAGE);
      return 0;
    }
    const { model, input } = values;
    if (model === undefined) throw new UsageError('--model is missing.');
    if (input === undefined) throw new UsageError('--input is missing.');
    const json = parseInput(input === '-' ? await readAll(io, 'the input') : input);
    const results = await withAitta(io, clock, (session) => runTask(model, json, session, io));
    io.stdout.write(jsonText(results));
    return 0;
  });

const parseInput = (text: string): Input => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--input is not JSON: ${toError(error).message.replaceAll(/\s+/gu, ' ')}`, { cause: error });
  }
  if (!isObject(value)) throw new UsageError('--input must be a JSON object, such as {"input": "Once upon a time"}.');
  return value;
};

const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const runTask = async (wanted: string, input: Input, session: AittaSession, io: VerbIo): Promise<unknown> => {
  const { clock, config } = session;
  const status = new StatusLine(io);
  let last: Task | undefined;
  try {
    status.show('Asking Aitta for the model …', '');
    const model = await findModel(wanted, session, io.signal);
    const startedAt = clock.now();
    last = await startTask(model, input, clock, io.signal);
    await awaitTask(last, clock, Number.POSITIVE_INFINITY, {
      signal: io.signal,
      pollingIntervalMs: 60_000 / (config.budget.requestsPerMinute * SHARE_OF_BUDGET),
      onProgress: (seen) =>
        status.show(
          taskLine(seen, clock.now() - startedAt, status.columns),
          seen.completed ? '' : `${model.id}: ${seen.state.toLowerCase()}`,
        ),
    });
    return last.results;
  } catch (error) {
    status.clear();
    if (last && !last.completed && !io.signal.aborted)
      io.stderr.write(`aitta-bot task: the task ${last.id} may still be running at Aitta.\n`);
    throw error;
  } finally {
    status.clear();
  }
};

const findModel = async (wanted: string, { client }: AittaSession, signal: AbortSignal): Promise<Model> => {
  const references = await client.getModelList({ signal });
  const id = findOnlyName(
    references.map((reference) => reference.id),
    wanted,
  );
  return Model.load(references.find((reference) => reference.id === id) ?? id, client, { signal });
};

/** An abort while the task is being started must not lose its id: without it nobody could stop the task. */
const startTask = async (model: Model, input: Input, clock: Clock, signal: AbortSignal): Promise<Task> => {
  const unwanted = new AbortController();
  const starting = model.startInference(input, {}, { signal: unwanted.signal });
  try {
    await Promise.race([starting, untilAborted(signal)]);
    const started = await within({ clock, timeoutMs: START_GRACE_MS }, starting);
    if (started !== late) return started;
    unwanted.abort(signal.reason);
    throw toError(signal.reason);
  } catch (error) {
    if (!(error instanceof UnavailableFeatureError)) throw error;
    throw new VerbFailure(`${model.id} runs no tasks; \`aitta-bot ask\` asks chat models.`, { cause: error });
  }
};

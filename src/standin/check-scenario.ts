import type { Command, TimedCommand } from './command.ts';
import { FAULT_KINDS, problemOf, type Fault } from './fault.ts';
import { byKey, duration, either, flag, list, oneOf, readJson, record, text, whole, type Check } from './json-check.ts';
import { ROUTES } from './routes.ts';
import type { Scenario } from './scenario.ts';
import type { Pace, Reasoning, ScenarioModel, TaskPlan, WorkerPlan } from './scenario-model.ts';
import type { Downtime, RateLimit, ScenarioUser, ServiceHabits, SseHabits } from './service-habits.ts';

/** All that is wrong with a scenario or a command, one line each. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** @throws {ScenarioError} */
export const parseScenario = (json: string): Scenario => {
  const value = parse(json, scenario);
  const problems = [...duplicates(value.models.map(({ id }) => id)), ...senseless(value)];
  if (problems.length > 0) throw new ScenarioError(problems);
  return value;
};

/** One command or a list of them. @throws {ScenarioError} */
export const parseCommands = (json: string): Command[] => {
  const value: Command | Command[] = Array.isArray(readJson(json)) ? parse(json, list(command)) : parse(json, command);
  return Array.isArray(value) ? value : [value];
};

const parse = <T>(json: string, check: Check<T>): T => {
  const value = readJson(json);
  if (value === undefined) throw new ScenarioError(['it is not JSON']);
  const problems: string[] = [];
  if (!check(value, '', problems)) throw new ScenarioError(problems);
  return value;
};

const duplicates = (ids: readonly string[]): string[] =>
  ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `models: ${id} is there twice`);

/** What is well-formed, but cannot be meant. */
const senseless = ({ models, faults = [], timeline = [] }: Scenario): string[] => {
  const commands = timeline.map((timed) => timed.command);
  const ids = new Set(models.map(({ id }) => id));
  for (const added of commands) if (added.do === 'put-model') ids.add(added.model.id);
  const ofTimeline = commands.flatMap((given, index) => {
    const path = `timeline[${index}].command`;
    if (given.do === 'add-fault') return senselessFault(given.fault, `${path}.fault`);
    const isOfModel = given.do === 'set-worker' || given.do === 'remove-model';
    return isOfModel && !ids.has(given.model) ? [`${path}.model: there is no model ${given.model}`] : [];
  });
  return [...faults.flatMap((given, index) => senselessFault(given, `faults[${index}]`)), ...ofTimeline];
};

const senselessFault = (given: Fault, path: string): string[] => {
  const problem = problemOf(given);
  return problem === undefined ? [] : [`${path}: ${problem}`];
};

const pace: Check<Pace> = record<Pace>({
  required: {},
  optional: { firstTokenMs: duration, pieceMs: duration, pieceTokens: whole(1) },
});

const reasoning: Check<Reasoning> = record<Reasoning>({
  required: { tokens: whole(1), field: oneOf('reasoning_content', 'reasoning', 'think') },
});

const workers: Check<WorkerPlan> = record<WorkerPlan>({
  required: {},
  optional: {
    state: oneOf('offline', 'requested', 'starting', 'running'),
    count: whole(1),
    requestedMs: duration,
    startingMs: duration,
    lifetimeMs: duration,
  },
});

const task: Check<TaskPlan> = record<TaskPlan>({
  required: {},
  optional: {
    advance: oneOf('clock', 'polls'),
    pending: duration,
    running: duration,
    progress: oneOf('total', 'open', 'none'),
  },
});

const model: Check<ScenarioModel> = record<ScenarioModel>({
  required: { id: text },
  optional: {
    description: text,
    kind: oneOf('chat', 'embeddings', 'task'),
    window: whole(16),
    writes: oneOf('talk', 'long', 'nothing'),
    pace,
    reasoning,
    vision: flag,
    tools: oneOf('calls', 'prose'),
    workers,
    whenCold: oneOf('hang', 'unavailable', 'gateway-timeout', 'reset'),
    gatewayTimeoutMs: duration,
    task,
    owner: text,
    metadata: oneOf('shown', 'hidden'),
  },
});

const user: Check<ScenarioUser> = record<ScenarioUser>({
  required: { name: text, tokens: list(text) },
  optional: { apiKeys: list(text), models: list(text), scopes: list(text), administrator: flag },
});

const sse: Check<SseHabits> = record<SseHabits>({
  required: {},
  optional: { lineEnd: oneOf('lf', 'crlf'), comments: flag, splitBytes: whole(1) },
});

const service: Check<ServiceHabits> = record<ServiceHabits>({
  required: {},
  optional: {
    charset: flag,
    workerList: oneOf('full', 'links', 'paged'),
    openaiLink: oneOf('generic', 'per-model'),
    streaming: oneOf('yes', 'refused'),
    engineErrors: oneOf('nested', 'flat'),
    maxModelLen: flag,
    sse,
    taskStatus: oneOf(200, 201, 202),
    accessTokenSeconds: whole(0),
  },
});

const rateLimit: Check<RateLimit> = record<RateLimit>({
  required: {},
  optional: {
    perMinute: whole(1),
    window: oneOf('sliding', 'fixed'),
    concurrent: whole(1),
    retryAfter: oneOf('seconds', 'date', 'none'),
    shape: oneOf('aitta', 'openai'),
  },
});

const downtime: Check<Downtime> = record<Downtime>({ required: { inMs: duration, lastsMs: duration, reason: text } });

const fault: Check<Fault> = record<Fault>({
  required: { kind: oneOf(...FAULT_KINDS) },
  optional: {
    route: oneOf(...ROUTES),
    model: text,
    count: whole(1),
    skip: whole(0),
    ms: duration,
    afterTokens: whole(0),
    retryAfter: either(duration, oneOf('date', 'none'), 'a number of seconds, date or none'),
    shape: oneOf('aitta', 'openai'),
    key: text,
  },
});

type CommandOf<D extends Command['do']> = Extract<Command, { do: D }>;
const named = <D extends string>(name: D): Check<D> => oneOf(name);

const command: Check<Command> = byKey<'do', Command>('do', {
  'set-worker': record<CommandOf<'set-worker'>>({
    required: {
      do: named('set-worker'),
      model: text,
      state: oneOf('offline', 'requested', 'starting', 'running'),
    },
    optional: { hold: flag },
  }),
  'put-model': record<CommandOf<'put-model'>>({ required: { do: named('put-model'), model } }),
  'remove-model': record<CommandOf<'remove-model'>>({ required: { do: named('remove-model'), model: text } }),
  'add-fault': record<CommandOf<'add-fault'>>({ required: { do: named('add-fault'), fault } }),
  'clear-faults': record<CommandOf<'clear-faults'>>({ required: { do: named('clear-faults') } }),
  'set-rate-limit': record<CommandOf<'set-rate-limit'>>({
    required: { do: named('set-rate-limit') },
    optional: { rateLimit },
  }),
  'set-downtimes': record<CommandOf<'set-downtimes'>>({
    required: { do: named('set-downtimes'), downtimes: list(downtime) },
  }),
  'reject-tokens': record<CommandOf<'reject-tokens'>>({
    required: { do: named('reject-tokens') },
    optional: { tokens: list(text) },
  }),
  'accept-tokens': record<CommandOf<'accept-tokens'>>({ required: { do: named('accept-tokens') } }),
});

const timed: Check<TimedCommand> = record<TimedCommand>({ required: { atMs: duration, command } });

const scenario: Check<Scenario> = record<Scenario>({
  required: { models: list(model) },
  optional: {
    users: list(user),
    service,
    rateLimit,
    downtimes: list(downtime),
    faults: list(fault),
    timeline: list(timed),
  },
});

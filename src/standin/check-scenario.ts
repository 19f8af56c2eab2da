import type { z } from 'zod';
import { commandSchema, type Command } from './command.ts';
import { problemOf, type Fault } from './fault.ts';
import { readJson } from './json-object.ts';
import { list } from './scenario-fields.ts';
import { scenarioSchema, type Scenario } from './scenario.ts';

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
  const scenario = parse(readJson(json), scenarioSchema);
  const problems = [...duplicates(scenario.models.map(({ id }) => id)), ...senseless(scenario)];
  if (problems.length > 0) throw new ScenarioError(problems);
  return scenario;
};

/** One command or a list of them. @throws {ScenarioError} */
export const parseCommands = (json: string): Command[] => {
  const value = readJson(json);
  return Array.isArray(value) ? parse(value, list(commandSchema)) : [parse(value, commandSchema)];
};

const parse = <T>(value: unknown, schema: z.ZodType<T>): T => {
  if (value === undefined) throw new ScenarioError(['it is not JSON']);
  const { data, error } = schema.safeParse(value);
  if (error) throw new ScenarioError(error.issues.flatMap((issue) => sentencesOf(issue, value)));
  return data;
};

/** The schemas' messages say what there should be, or which keys there may be. */
const sentencesOf = (issue: z.core.$ZodIssue, whole: unknown): string[] => {
  const { path, message } = issue;
  const where = path.reduce<string>(join, '');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${join(where, key)} is unknown; there may be ${message}`);
  const value = path.reduce<unknown>((parent, key) => (parent as Record<PropertyKey, unknown>)[key], whole);
  if (value === undefined) return [`${where} is missing; it must be ${message}`];
  const shown = JSON.stringify(value);
  const short = shown.length > 60 ? `${shown.slice(0, 60)}...` : shown;
  return [`${where === '' ? 'it' : where} must be ${message}, not ${short}`];
};

const join = (path: string, key: PropertyKey): string => {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? String(key) : `${path}.${String(key)}`;
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

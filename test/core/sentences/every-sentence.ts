import { nothingForgotten } from '../../../src/core/memory/forget.ts';

/** What a sentence says of one sample. */
export interface Sample {
  /** Such as `waiting.queued(2)`. */
  name: string;
  args: readonly unknown[];
  text: string;
}

const COUNTS = [0, 1, 2, 5, 21];

/** By the names of parameters, which say what is meant; several values are tried one after the other. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  age: ['2 h 5 min'],
  workspace: ['lumi-lab'],
  reason: ['bad_client_secret'],
  answers: [3, 14],
  ahead: [undefined, ...COUNTS],
  by: [undefined, '‹time›'],
  contextTokens: [8_192],
  count: COUNTS,
  days: [7, 30],
  filter: ['', 'poro'],
  first: [1, 2],
  gibibytes: ['0.4'],
  isCut: [false, true],
  isAlone: [false, true],
  isDefault: [false, true],
  folder: ['/tmp/files'],
  larger: [undefined, { model: 'acme/Large-7B', contextTokens: 131_072 }],
  last: [2],
  length: [5_000],
  messages: COUNTS,
  model: ['LumiOpen/Poro-2'],
  ms: [4_980_000],
  most: [4_000],
  name: ['modells'],
  names: [['a.pdf'], ['a.pdf', 'b.txt']],
  nearest: [undefined, 'models'],
  note: ['cannot be reached'],
  page: [2],
  pages: [5],
  part: ['Slack'],
  people: [2, 4],
  place: [1, 2, 3, 21],
  path: ['', '/tmp/files/a.md'],
  platform: ['console', 'slack'],
  questions: COUNTS,
  range: ['3–6 min'],
  reserve: [2_048],
  scope: ['conversation', 'channel', 'person'],
  starts: [3, 14],
  state: ['‹state›'],
  time: ['‹time›'],
  title: ['‹title›'],
  tokens: [12_345],
  turns: COUNTS,
  typed: ['3'],
  until: [undefined, '‹time›'],
  up: ['12'],
  down: ['3'],
  url: ['https://aitta.example/token'],
  waiting: ['‹wait›'],
  wanted: ['poro'],
  where: ['#general'],
  who: [undefined, '‹who›'],
  window: [131_072],
  writing: ['‹write›'],
  written: ['‹written›'],
};
/** Where undefined is no value that a parameter takes. */
const ALWAYS_GIVEN = /^(behind|asks|limits|usedHere|otherSystemHere|modelHere|systemIs)/;
const FORGOTTEN = COUNTS.flatMap((count) => [
  { ...nothingForgotten, turns: count, usageDays: count, stopped: count, stillOpen: count },
  { ...nothingForgotten, turns: count, elsewhere: Math.min(count, 1), settings: count, notes: 1 },
]);

const parametersOf = (sentence: (...args: never[]) => string): string[] => {
  const [, inside = '', alone = ''] = /^\(([^)]*)\)|^(\w+) =>/.exec(sentence.toString()) ?? [];
  return (inside || alone).split(',').map((each) => each.trim());
};

const argumentsOf = (name: string, sentence: (...args: never[]) => string): unknown[][] => {
  if (name === 'forgot') return FORGOTTEN.map((each) => [each]);
  if (name === 'duration') return [[59_000], [80_000], [3_600_000], [7_500_000]];
  if (name === 'usageLine') return COUNTS.map((count) => [count, '12', '‹written›', '‹wait›', '‹write›']);
  if (name === 'number') return [[12_345]];
  let lists: unknown[][] = [[]];
  for (const parameter of parametersOf(sentence)) {
    const values = VALUES[parameter];
    if (!values) throw new Error(`a sample is missing for the parameter "${parameter}" of ${name}`);
    const fit = values.filter((value) => value !== undefined || !ALWAYS_GIVEN.test(name));
    lists = lists.flatMap((list) => fit.map((value) => list.concat([value])));
  }
  return lists;
};

const show = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

/**
 * Each sentence of a language with samples for what it is made of. @param model whose parameter names tell what they mean
 */
export const everySentence = (words: object, model: object, path = ''): Sample[] =>
  Object.keys(model).flatMap((key): Sample[] => {
    const name = path === '' ? key : `${path}.${key}`;
    const [said, meant]: unknown[] = [Reflect.get(words, key), Reflect.get(model, key)];
    if (typeof said === 'string') return [{ name, args: [], text: said }];
    if (typeof said === 'function' && typeof meant === 'function') {
      const [sentence, modelled] = [said, meant] as ((...args: unknown[]) => string)[];
      if (!sentence || !modelled) return [];
      return argumentsOf(name, modelled).map((args) => ({
        name: `${name}(${args.map(show).join(', ')})`,
        args,
        text: sentence(...args),
      }));
    }
    if (typeof said === 'object' && said !== null && typeof meant === 'object' && meant !== null)
      return everySentence(said, meant, name);
    throw new Error(`${name} is no sentence`);
  });

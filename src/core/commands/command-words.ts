import type { commandTable } from './command-table.ts';

type Row = Extract<(typeof commandTable)[number], { hidden: false }>;
type Argument = Exclude<Row['arguments'][number], { hidden: true }>;
type ChoiceValue = Argument extends infer Each
  ? Each extends { choices: readonly (infer Value)[] }
    ? Value
    : never
  : never;
type ArgumentOf<R extends Row> = Exclude<R['arguments'][number], { hidden: true }>['name'];

export interface ArgumentWords {
  /** One word in small letters; what is typed as an option keeps its English name. */
  name: string;
  summary: string;
}

/** What the command table says, in another language. Commands keep their names. */
export interface CommandWords {
  rows: {
    readonly [R in Row as R['name']]: {
      summary: string;
      arguments: { readonly [Name in ArgumentOf<R>]: ArgumentWords };
    };
  };
  choices: Readonly<Record<Extract<ChoiceValue, string>, string>>;
}

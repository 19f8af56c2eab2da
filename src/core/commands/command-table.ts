/** One argument of a command. In text, arguments are words in this order, and `--name value` anywhere. */
export interface CommandArgument {
  name: string;
  summary: string;
  required: boolean;
  /** Takes all words that are left over. At most one per command, the last one without `option`. */
  rest?: boolean;
  /** Only ever written as `--name value` (or `--name` when `choices` is absent and `flag` is true). */
  option?: boolean;
  choices?: readonly string[];
  /** The platform may ask `Inbox.suggest` for values while the person types. */
  suggests?: boolean;
  maxLength?: number;
}

export interface CommandRow {
  name: string;
  summary: string;
  arguments: readonly CommandArgument[];
  /** Its answer is for the asker's eyes only; known before it runs, because Discord fixes it at the acknowledgement. */
  private: boolean;
  /** Never typed by a person: buttons and events of the platforms. */
  hidden: boolean;
}

/** Longest question that is taken as an argument, characters: Discord's limit for a text option. */
const QUESTION_MAX = 6_000;

const turnArgument: CommandArgument = { name: 'turn', summary: 'Which question', required: true };

/** The one table: parser, help, the Slack manifest and the Discord registration come from it. */
export const commandTable = [
  {
    name: 'ask',
    summary: 'Ask the model a question',
    arguments: [
      { name: 'question', summary: 'What you want to know', required: true, rest: true, maxLength: QUESTION_MAX },
    ],
    private: false,
    hidden: false,
  },
  {
    name: 'stop',
    summary: 'Stop what I am answering to you here',
    arguments: [],
    private: true,
    hidden: false,
  },
  {
    name: 'reset',
    summary: 'Start this conversation afresh; what was said stays visible',
    arguments: [],
    private: false,
    hidden: false,
  },
  {
    name: 'help',
    summary: 'What I can do',
    arguments: [{ name: 'command', summary: 'One command', required: false, rest: true }],
    private: true,
    hidden: false,
  },
  { name: 'hello', summary: 'First contact', arguments: [], private: false, hidden: true },
  { name: 'halt', summary: 'The Stop button', arguments: [turnArgument], private: true, hidden: true },
  { name: 'whole', summary: 'Show a stopped answer', arguments: [turnArgument], private: false, hidden: true },
  { name: 'deleted', summary: 'A message was deleted', arguments: [turnArgument], private: true, hidden: true },
  {
    name: 'edited',
    summary: 'A message was edited',
    arguments: [turnArgument, { name: 'text', summary: 'Its new text', required: true, rest: true }],
    private: true,
    hidden: true,
  },
] as const satisfies readonly CommandRow[];

export type CommandName = (typeof commandTable)[number]['name'];

/** What a person can type, in the order of the help. */
export const visibleCommands: readonly CommandRow[] = commandTable.filter((row) => !row.hidden);

export const findCommand = (name: string): (CommandRow & { name: CommandName }) | undefined =>
  commandTable.find((row) => row.name === name);

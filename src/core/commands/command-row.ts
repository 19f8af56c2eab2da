/** One argument of a command. In text, arguments are words in this order; an option is written `--name value` anywhere. */
export interface CommandArgument {
  name: string;
  summary: string;
  required: boolean;
  /** Takes all words that are left over. At most one per command. */
  rest?: boolean;
  /** Only ever written as `--name value`; one of its choices may be written as `--choice` alone. */
  option?: boolean;
  choices?: readonly string[];
  /** The platform may ask `Inbox.suggest` for values while the person types. */
  suggests?: boolean;
  maxLength?: number;
  /** Set by buttons, never typed or offered. */
  hidden?: boolean;
}

export interface CommandRow {
  name: string;
  summary: string;
  arguments: readonly CommandArgument[];
  /** Its answer is for the asker's eyes only; known before it runs, because Discord fixes it at the acknowledgement. */
  private: boolean;
  /** Never typed by a person: buttons and events of the platforms. */
  hidden: boolean;
  /** A message whose button means this stays as it is; what is said of it is a message of its own. */
  isBelow?: boolean;
}

export const turnArgument = { name: 'turn', summary: 'Which question', required: true } as const;

export const modelOption = {
  name: 'model',
  summary: 'Another model than the one that is set here',
  required: false,
  option: true,
  suggests: true,
} as const;
/** Which conversation, where the place of the command does not tell: Slack's slash commands never know their thread. */
export const inArgument = {
  name: 'in',
  summary: 'Conversation',
  required: false,
  option: true,
  hidden: true,
} as const;

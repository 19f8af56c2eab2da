import { buttonCommands } from './button-commands.ts';
import { inArgument, modelOption } from './command-row.ts';
import type { CommandRow } from './command-row.ts';

/** Longest question that is taken as an argument, characters: Discord's limit for a text option. */
const MAX_QUESTION = 6_000;

/** The one table, in English: parser, help, the Slack manifest and the Discord registration come from it. */
export const commandTable = [
  {
    name: 'ask',
    summary: 'Ask the model a question',
    arguments: [
      { name: 'question', summary: 'What you want to know', required: true, rest: true, maxLength: MAX_QUESTION },
      modelOption,
      { name: 'show', summary: 'What the model thinks as well', required: false, option: true, choices: ['thinking'] },
    ],
    private: false,
    hidden: false,
  },
  {
    name: 'models',
    summary: 'The models that can chat, and how soon each can answer',
    arguments: [
      { name: 'filter', summary: 'Part of a name', required: false, rest: true, maxLength: 100 },
      { name: 'page', summary: 'Page of the list', required: false, option: true, hidden: true },
    ],
    private: true,
    hidden: false,
  },
  {
    name: 'warm',
    summary: 'Start a model before it is needed',
    arguments: [
      {
        name: 'model',
        summary: 'A model or part of its name',
        required: true,
        rest: true,
        suggests: true,
        maxLength: 200,
      },
    ],
    private: true,
    hidden: false,
  },
  {
    name: 'use',
    summary: 'Choose the model for this thread, this channel or yourself',
    arguments: [
      {
        name: 'model',
        summary: 'A model or part of its name; "default" undoes the choice',
        required: true,
        rest: true,
        suggests: true,
        maxLength: 200,
      },
      { name: 'for', summary: 'For whom', required: false, option: true, choices: ['here', 'channel', 'me'] },
      inArgument,
    ],
    private: true,
    hidden: false,
  },
  {
    name: 'system',
    summary: 'Show or set what the model is told about its task',
    arguments: [
      {
        name: 'text',
        summary: 'The new text; "reset" goes back to the default',
        required: false,
        rest: true,
        maxLength: 6_000,
      },
      { name: 'for', summary: 'For whom', required: false, option: true, choices: ['here', 'channel', 'me'] },
      { name: 'from', summary: 'Whose text', required: false, option: true, hidden: true },
      inArgument,
    ],
    private: true,
    hidden: false,
  },
  {
    name: 'status',
    summary: 'How Aitta is doing, what is being answered here, and who set what',
    arguments: [inArgument],
    private: true,
    hidden: false,
  },
  {
    name: 'history',
    summary: 'What the model gets to see of this conversation, and what no longer fits',
    arguments: [inArgument],
    private: true,
    hidden: false,
  },
  {
    name: 'usage',
    summary: 'Questions, tokens and waiting times',
    arguments: [{ name: 'whose', summary: 'Whose usage', required: false, choices: ['me', 'channel', 'all'] }],
    private: true,
    hidden: false,
  },
  {
    name: 'export',
    summary: 'This conversation as a file, for you alone',
    arguments: [
      { name: 'format', summary: 'Markdown or JSON', required: false, choices: ['markdown', 'json'] },
      inArgument,
    ],
    private: true,
    hidden: false,
  },
  {
    name: 'forget',
    summary: 'Delete this conversation, or everything about you',
    arguments: [
      { name: 'what', summary: 'What to delete', required: false, choices: ['conversation', 'me'] },
      { name: 'sure', summary: 'Without asking first', required: false, option: true, choices: ['yes'] },
    ],
    private: true,
    hidden: false,
  },
  {
    name: 'waiting',
    summary: 'What I do for you when a model has to start first',
    arguments: [
      {
        name: 'what',
        summary: 'Ask, answer later, or use another model',
        required: false,
        choices: ['ask', 'later', 'switch'],
      },
    ],
    private: true,
    hidden: false,
  },
  {
    name: 'thinking',
    summary: 'Whether I show you what a model thinks before it answers',
    arguments: [{ name: 'what', summary: 'Shown or hidden', required: false, choices: ['shown', 'hidden'] }],
    private: true,
    hidden: false,
  },
  {
    name: 'language',
    summary: 'The language that I speak with you',
    arguments: [
      { name: 'language', summary: 'Which one', required: false, choices: ['auto', 'en', 'fi', 'sv'], maxLength: 40 },
    ],
    private: true,
    hidden: false,
  },
  { name: 'stop', summary: 'Stop my answers to you here', arguments: [], private: true, hidden: false },
  {
    name: 'retry',
    summary: 'Answer the last question again',
    arguments: [
      modelOption,
      inArgument,
      { name: 'turn', summary: 'Which question', required: false, option: true, hidden: true },
      { name: 'later', summary: 'Outside of the line', required: false, option: true, hidden: true, choices: ['yes'] },
    ],
    private: false,
    hidden: false,
  },
  {
    name: 'quiet',
    summary: 'Answer in this thread only when mentioned',
    arguments: [inArgument],
    private: false,
    hidden: false,
  },
  {
    name: 'listen',
    summary: 'Follow this thread again without a mention',
    arguments: [inArgument],
    private: false,
    hidden: false,
  },
  {
    name: 'reset',
    summary: 'Start this conversation afresh; what was said stays visible',
    arguments: [inArgument],
    private: false,
    hidden: false,
  },
  {
    name: 'help',
    summary: 'What I can do',
    arguments: [{ name: 'command', summary: 'One command', required: false, rest: true, maxLength: 40 }],
    private: true,
    hidden: false,
  },
  ...buttonCommands,
] as const satisfies readonly CommandRow[];

export type CommandName = (typeof commandTable)[number]['name'];

/** What a person can type, in the order of the help. */
export const visibleCommands: readonly CommandRow[] = commandTable.filter((row) => !row.hidden);

export const findCommand = (name: string): (CommandRow & { name: CommandName }) | undefined =>
  commandTable.find((row) => row.name === name);

import { counted, thousands } from './english-counts.ts';
import { forgot } from './english-forgotten.ts';

/** What commands answer, in English. */
export const englishCommands = {
  whichConversation: 'Which conversation? Your latest:',
  noConversation: 'You have no conversation here yet.',
  conversationUnknown: 'I no longer have that conversation.',
  retryThere: 'Please retry in that conversation itself: not everybody here can read it.',
  nothingToRetry: 'There is no question here that I could answer again.',

  states: {
    running: 'Running',
    starting: 'Starting',
    requested: 'Waiting for GPUs',
    offline: 'Offline (a question starts it)',
    unknown: 'State unknown',
  },
  shortStates: {
    running: 'running',
    starting: 'starting',
    requested: 'waiting for GPUs',
    offline: 'offline',
    unknown: 'state unknown',
  },
  usualStart: (range: string, starts: number): string => `usually starts in ${range}, from ${counted(starts, 'start')}`,
  contextTokens: (tokens: number): string => `${Math.round(tokens / 1_024)}k tokens`,
  currentModel: 'used here',
  listRead: (age: string): string => `Updated ${age} ago.`,
  embeddingsHidden: (count: number): string => `(${counted(count, 'embedding model')} hidden)`,
  pageOf: (page: number, pages: number): string => `Page ${page} of ${pages}.`,
  nextPage: (page: number, pages: number): string => `Page ${page} of ${pages}`,
  howToUse: 'Choose one below, or write `!use NAME`.',
  useWhat: 'Which model? `!models` lists them; part of a name is enough, such as `!use poro`.',
  warmWhat: 'Which model? `!models` lists them; part of a name is enough, such as `!warm poro`.',
  warmRuns: (model: string): string => `${model} is running already.`,
  warmStarts: (model: string): string => `I am starting ${model}. Questions can be asked meanwhile.`,
  warmTooMany: 'I am starting several models already. Please wait until one of them is running.',
  ambiguous: (wanted: string): string => `Several models match “${wanted.slice(0, 100)}”:`,
  forExample: (model: string): string => `For example: ${model}`,
  uses: {
    conversation: (model: string): string => `This conversation now uses ${model}.`,
    channel: (model: string): string => `This channel now uses ${model}.`,
    person: (model: string): string => `Your questions now go to ${model}.`,
  },
  usesState: {
    running: '',
    starting: ' It is starting.',
    requested: ' It is waiting for GPUs.',
    offline: ' It is offline; a question starts it.',
    unknown: '',
  },
  usesDefault: {
    conversation: 'This conversation uses the default model again.',
    channel: 'This channel uses the default model again.',
    person: 'Your questions go to the default model again.',
  },
  undone: {
    conversation: 'The choice for this conversation is undone.',
    channel: 'The choice for this channel is undone.',
    person: 'Your own choice is undone.',
  },
  usedHere: (model: string, who: string): string => `Here, ${model} is used (${who}).`,
  otherSystemHere: (who: string): string => `Here, another system text is used (${who}).`,
  forChannel: 'For this channel',
  forConversation: (title: string): string => `For “${title}”`,
  needsManager: 'Only people who manage this channel can set that for everybody in it.',
  setBy: (scope: 'conversation' | 'channel' | 'person', who: string | undefined, time: string): string =>
    scope === 'person' ? 'chosen by you' : `set for this ${scope}${who === undefined ? '' : ` by ${who}`}, ${time}`,
  chosenBy: { operator: 'the operator’s default', bot: 'chosen automatically' },
  modelHere: (model: string, state: string, who: string): string => `Model: \`${model}\`, ${state} (${who}).`,
  notOffered: 'no longer offered',
  openHere: (count: number, age: string): string =>
    count === 1
      ? `One question is being answered here, for ${age}.`
      : `${thousands(count)} questions are being answered here, the oldest for ${age}.`,
  nothingOpen: 'No question is being answered here.',
  systemIs: (who: string): string => `System text: ${who}.`,
  systemTooLong: (length: number, most: number): string =>
    `That text has ${thousands(length)} characters, and at most ${thousands(most)} are possible. Nothing was changed.`,
  systemSet: {
    conversation: 'The system text for this conversation is set. `!system` shows it; undo with `!system reset`.',
    channel: 'The system text for this channel is set. `!system` shows it; undo with `!system reset --channel`.',
    person: 'Your system text is set, for your questions alone. Undo with `!system reset --me`.',
  },
  systemReset: {
    conversation: 'The system text for this conversation is back to the default.',
    channel: 'The system text for this channel is back to the default.',
    person: 'Your system text is back to the default.',
  },
  systemDefault: 'The default system text is used here. `!system TEXT` sets another one.',
  systemOfOperator: 'The operator’s system text is used here.',

  historyGiven: (messages: number, tokens: number): string =>
    `With your next question the model gets ${counted(messages, 'message')}, about ${counted(tokens, 'token')}.`,
  historyWindow: (model: string, window: number, reserve: number): string =>
    `${model} can read ${counted(window, 'token')}; ${thousands(reserve)} are reserved for the answer.`,
  historyLeftOut: (turns: number): string =>
    turns === 1
      ? 'The oldest question and its answer no longer fit and are left out.'
      : `The oldest ${thousands(turns)} questions and their answers no longer fit and are left out.`,
  historyComplete: (turns: number): string =>
    turns === 0 ? 'Nothing has been said here yet, as far as I remember.' : 'Nothing is left out.',

  usageOf: { person: '**Your usage**', channel: '**Usage of this channel**', all: '**Usage of everybody**' },
  usageOfWhom: 'Whose usage? `!usage me`, `!usage channel` or `!usage all`.',
  usageNeedsManager: 'Only people who manage this channel can see the usage of everybody.',
  today: 'Today',
  lastDays: (days: number): string => `Last ${days} days`,
  noUsage: 'nothing',
  someEstimated: '≈ marks estimates, used where the server reported no numbers.',
  usageLine: (questions: number, tokens: string, written: string, waiting: string, writing: string): string =>
    `${counted(questions, 'question')}, ${tokens} tokens (${written} written), ${waiting} waiting, ${writing} writing`,

  thinkingNow: {
    shown: 'I show what a model thinks before it answers, beside the answer. Undo with `!thinking hidden`.',
    hidden:
      'I do not show what a model thinks before it answers; `!thinking shown` does, or `--thinking` in a question.',
  },
  languageNow: 'I speak English with you; a model answers in the language of your question. Choose mine:',
  languageSet: 'I now speak English with you. Undo with `!language auto`.',
  languageAuto: 'I now go by the language of your chat app, or else by the one that my operator has set.',
  languageUnknown: (wanted: string): string => `I do not speak “${wanted}”. Choose one that I speak:`,
  languageByApp: 'Automatic',

  nothingToExport: 'There is nothing of this conversation that I could export.',
  exported: (turns: number): string => `Here is the conversation (${counted(turns, 'question')}).`,
  forgetWhat: 'What should I delete: this conversation, or everything about you?',
  forgetLabel: { conversation: 'Delete this conversation', me: 'Delete everything about me' },
  forgetSure: {
    conversation:
      'This deletes what was said in this conversation and what was set for it. The messages in the chat itself stay. Delete it?',
    me: 'This deletes everything that I keep about you: your questions and their answers everywhere, your settings, your usage figures, and what I am answering to you now. The messages in the chat itself stay. Delete it?',
    /** On the page the bot itself keeps the messages. */
    meOnPage:
      'This deletes everything that I keep about you: what you wrote on this page and its answers, your settings, your usage figures, and what I am answering to you now. Delete it?',
  },
  forgot,
  stillRead:
    'Something is reading my database at the moment, such as a backup: what was deleted leaves the disk when that is over.',
  forgotOwn: (turns: number): string =>
    `${turns === 0 ? 'No question here was yours.' : `Deleted ${turns === 1 ? 'your question and its answer' : `your ${thousands(turns)} questions and their answers`}.`} What others asked here can be deleted by them, or by people who manage this channel.`,
} as const;

import { englishAlerts } from './english-alerts.ts';
import { englishInstall } from './english-install.ts';
import { englishFiles } from './english-files.ts';
import { englishCommands } from './english-commands.ts';
import { englishOfService } from './english-service.ts';
import { AITTA } from './named-service.ts';
import type { NamedService } from './named-service.ts';
import { withService } from './with-service.ts';
import { counted, duration, ordinal, thousands } from './english-counts.ts';

/** What the bot itself says, in English. Plain text with light Markdown; no sentence blames the reader. */
export const ownEnglish = {
  number: thousands,
  thinking: 'On it …',
  stop: 'Stop',
  showWhole: 'Show the whole answer',

  behind: (ahead: number): string =>
    ahead === 1
      ? 'Waiting for an earlier question in this conversation.'
      : `Waiting for ${thousands(ahead)} earlier questions in this conversation.`,

  waiting: {
    waking: (model: string): string => `Starting ${model}`,
    requested: (model: string): string => `${model} is waiting for GPUs on LUMI`,
    starting: (model: string): string => `${model} is loading`,
    startsIn: (range: string, starts: number): string =>
      `; about ${range} to go, judging by ${counted(starts, 'earlier start')}`,
    startsLate: (starts: number): string => `; longer than usual, judging by ${counted(starts, 'earlier start')}`,
    inQueue: (people: number, place: number): string =>
      `; ${thousands(people)} people wait for it, and you are ${ordinal(place)}`,
    beginsIn: (range: string, answers: number): string =>
      `; about ${range} to go, judging by ${counted(answers, 'earlier answer')}`,
    beginsLate: (answers: number): string => `; longer than usual, judging by ${counted(answers, 'earlier answer')}`,
    running: (model: string): string => `${model} is reading your question`,
    unknown: (model: string): string => `Waiting for ${model}`,
    reasoning: (model: string): string => `${model} is thinking`,
  },

  duration,
  answerEnd: {
    length: 'The answer ends here because the model reached its limit.',
    cut: 'The answer was cut off here.',
  },
  footer: {
    times: (waiting: string, writing: string): string => `${waiting} waiting, ${writing} writing`,
    tokens: (tokens: string, written: string): string => `${tokens} tokens (${written} written)`,
    trimmed: 'The beginning of this conversation is left out',
  },
  onlyReasoning: 'The model gave no answer of its own: this is its reasoning.',
  goOn: 'Go on',
  again: 'Again',
  notLast: 'Only the last answer here can be gone on with, or be given again.',
  againWith: 'Which model should answer again?',
  questionEdited: 'The question was edited after it was answered.',
  answerEdited: 'Answer the edited question',
  rating: {
    thanks: 'Thanks for telling.',
    kept: 'Thanks, I have kept that for my operator.',
    tell: 'Say why',
    off: 'Answers are not rated here.',
    counts: (up: string, down: string): string => `Rated: 👍 ${up}, 👎 ${down}`,
  },
  stopped: 'Stopped.',
  stoppedBeforeText: 'Stopped before the model wrote anything.',
  questionDeleted: 'Stopped because the question was deleted.',
  stoppedWhilePosting: 'Stopped while I was posting the answer.',
  restarting: (platform: string): string =>
    platform === 'console'
      ? 'Your question is kept; start me again for the answer.'
      : 'I am restarting. Your question is kept and will be answered here.',
  forgetsAtEnd: 'I am shutting down, and what I remember ends with that: please ask again afterwards.',
  storeDown: 'My database is not responding, so I cannot go on yet. Your question is kept, and I will try again.',
  gaveUp: 'I tried several times without success. Please ask again; my operator can see the reason in the log.',

  park: 'Tell me when ready',
  switchTo: (model: string): string => `Use ${model.split('/').at(-1) ?? model} now`,
  parked: 'I will answer in a new message here and mention you as soon as the model is ready.',
  joined: 'This now belongs to your next question, below.',
  answersEarlier: 'Also answers your earlier question',
  always: 'Always do this',
  waitingNow: {
    ask: 'When a model has to start first, I ask you what to do.',
    later:
      'When a model has to start first, I answer later in a new message that mentions you, without asking. Undo with `!waiting ask`.',
    switch: 'When a model has to start first, I use one that runs instead, without asking. Undo with `!waiting ask`.',
  },
  doneAsAlways: 'As you always want it; undo with `!waiting ask`.',
  answeredBelow: 'The answer is below.',
  goesOnBelow: 'This goes on below.',
  askStillWanted: (age: string): string =>
    `You have waited ${age}. Do you still want the answer? I keep waiting unless you stop.`,
  tryAgain: 'Try again',
  tellWhenBack: 'Tell me when it works',
  stillWanted: (age: string): string =>
    `You asked this ${age} ago, and I could not answer then. Do you still want the answer?`,
  answerIt: 'Answer it',
  forgetIt: 'Forget it',
  answersOld: 'I will answer in a new message here and mention you.',
  dropped: 'All right, I will not answer it.',
  letGo: 'I heard nothing for a day, so I will not answer this. Ask again if you still want to know.',
  alreadyOnIt: 'I am already on it.',
  alreadyOver: 'That is already over.',
  setIt: 'Change it',
  quiet: 'I now answer in this thread only when mentioned. Undo with `!listen` (mention me).',
  listening: 'I follow this thread again, without a mention.',
  nothingToStop: 'There is nothing to stop here.',
  stopping: (count: number): string => (count === 1 ? 'Stopped.' : `Stopped ${thousands(count)} answers.`),
  notYourQuestion: 'Only the person who asked can do that.',
  freshStart: 'Fresh start: from now on I ignore what was said earlier in this conversation.',
  nothingKept: 'I no longer have that answer.',

  files: englishFiles,
  cannotReadEarlier: 'I could not read the earlier messages here: I have no permission to see them.',
  unknownCommand: (name: string, nearest: string | undefined): string =>
    `There is no command \`${name}\`.${nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`} \`!help\` lists them all.`,
  hello: {
    console: 'Hello! Write a question and press Enter. `!help` shows what else I can do.',
    direct:
      'Hello! Just write your question. Everything here is one conversation: I remember what was said until you write `!reset`, or nothing for a day. `!help` shows what else I can do.',
    channel:
      'Hello! Mention me with a question and I will answer in a thread, where you can go on without mentioning me. `!help` shows what else I can do.',
  },
  help: {
    console:
      'Write a question and press Enter. `!attach PATH`, or a file dropped here, goes with it. I remember what was said until you write `!reset`, or nothing for a day. Commands:',
    direct:
      'Just write your question. I remember what was said here until you write `!reset`, or nothing for a day. Commands:',
    channel:
      'Ask me anything: mention me in a channel, or write to me directly. In a thread where I have answered, no mention is needed. Commands:',
  },
  freshAfterPause: 'A new conversation, because the last one here ended more than a day ago',

  slack: {
    inviteMe: 'I am not a member here. Invite me with `/invite`, or write to me directly.',
    cannotPostIn: (where: string): string =>
      `I may not write in ${where}, so I cannot answer you there. Ask whoever manages it to let me, or ask me here.`,
    notTaken: 'Slack did not let me post my answer here: it breaks a rule of this workspace or a limit of Slack.',
  },
  discord: {
    readsAgain: 'My database is not responding. I will keep trying to save this for an hour, and answer then.',
    file: 'file',
    fileSummary: 'A file or a picture to read',
    goOnByMention: 'To go on here, mention me or reply to one of my messages.',
    cannotPostIn: (where: string): string =>
      `I may not write in ${where}, so I cannot answer you there. Ask whoever manages it to let me, or ask me here.`,
    notTaken: 'Discord did not let me post my answer here: it breaks a rule of this server or a limit of Discord.',
    restNotTaken: 'This is not all: I may no longer write here.',
    goesOnInDirect: 'Discord lets me write here for 15 minutes only. I will send you the answer as a direct message.',
  },
  console: {
    attached: (name: string): string => `${name} goes with your next question.`,
    noSuchFile: (path: string): string =>
      path === '' ? 'Write `!attach` and the path of a file.' : `There is no file ${path}.`,
    pressAgain: 'Press Ctrl-C again to leave.',
    cancelled: 'Cancelled.',
    goesOn: '(the answer goes on)',
    saved: (path: string): string => `Saved as ${path}`,
    notSaved: (name: string, folder: string): string => `${name} could not be written to ${folder}. The log says why.`,
    noSuchChoice: (first: number, last: number, typed: string): string =>
      `${first === last ? `There is only choice ${first}` : `The choices are ${first} to ${last}`}. To ask the model, write "${typed}" in quotes.`,
  },
  trimmed: 'The beginning of this conversation no longer fits and is left out from now on (`!history` shows how much).',

  denials: {
    blocked: 'I am not allowed to answer you here.',
    workspace: 'I am not allowed to answer in this workspace.',
    channel: 'I am not allowed to answer in this channel.',
    person: 'I am only allowed to answer certain people, and you are not among them. My operator can change that.',
    guest: 'I am only allowed to answer full members here, not guests. My operator can change that.',
    unreadable:
      'I cannot check whether I may answer you, because the chat platform does not let me. My operator has to fix that.',
    stranger: 'I am only allowed to answer members of this workspace. My operator can change that.',
  },
  limits: {
    questions: {
      person: (until: string): string =>
        `You have reached the limit of questions; the next one is possible after ${until}.`,
      channel: (until: string): string =>
        `This channel has reached the limit of questions; the next one is possible after ${until}.`,
      conversation: (until: string): string =>
        `This conversation has reached the limit of questions; the next one is possible after ${until}.`,
    },
    tokens: {
      person: (until: string): string => `You have used up the tokens of today; more are available after ${until}.`,
      channel: (until: string): string =>
        `This channel has used up the tokens of today; more are available after ${until}.`,
      conversation: (until: string): string =>
        `This conversation has used up the tokens of today; more are available after ${until}.`,
    },
  },

  asks: (who: string): string => `${who} asks:`,
  slowStore:
    'My database is slow at the moment. I will go on as soon as it has saved this. If nothing comes within a minute, please try again.',

  errors: {
    settings: 'Something in my settings is wrong, so I cannot do that. My operator has to fix it.',
    'place-gone': 'I can no longer write there.',
    'platform-failed': 'The chat platform does not let me do that at the moment.',
    'store-failed': 'My database is not responding, so I could not save that. Please try again in a minute.',
    'turn-lost': 'Another copy of me is answering this.',
    'shutting-down': 'I am restarting. Please send that again in a moment.',
    steered: 'That was interrupted.',
    'model-unavailable': 'The model did not start in the time I waited. Please try again later.',
    'model-broke-off':
      'The model broke off before it wrote anything, each time I asked. Please try again in a few minutes.',
    'model-empty': 'The model gave an empty answer twice. Try rephrasing.',
    'model-blind': 'This model cannot see images.',
    'too-long': 'That is more text than the model can read at once. Please ask with less text.',
  },
  tooLong: (model: string, contextTokens: number, larger?: { model: string; contextTokens: number }): string =>
    `That is more text than ${model} can read at once (${counted(contextTokens, 'token')}). Please ask with less text${larger === undefined ? '.' : `, or ask ${larger.model}, which can read ${counted(larger.contextTokens, 'token')}.`}`,
  ourBug: 'Something went wrong on my side. My operator can see it in the log.',
  againAt: (time: string): string => `It should work again after ${time}.`,

  alerts: englishAlerts,
  install: englishInstall,

  ...englishCommands,
} as const;

/** All of it, also of the service whose models answer. */
export const englishFor = (service: NamedService) => withService(ownEnglish, englishOfService(service));

export const english = englishFor(AITTA);

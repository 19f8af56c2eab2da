import { counted, thousands } from './english-counts.ts';
import { forgot } from './english-forgotten.ts';

/** Everything that the bot itself says, in English. Plain text with light Markdown; no sentence blames the reader. */
export const english = {
  number: thousands,
  thinking: 'On it …',
  stop: 'Stop',
  showWhole: 'Show the whole answer',

  behind: (ahead: number): string =>
    ahead === 1
      ? 'Waiting for an earlier question in this conversation.'
      : `Waiting for ${thousands(ahead)} earlier questions in this conversation.`,

  waiting: {
    queued: (ahead: number | undefined): string =>
      ahead === undefined || ahead === 0
        ? 'Waiting for a free slot at Aitta'
        : `Waiting for a free slot at Aitta: ${counted(ahead, 'request')} before yours`,
    budget: (inTime: string | undefined): string =>
      `Aitta’s request limit for this bot is used up; I will go on ${inTime === undefined ? 'as soon as I may' : `in about ${inTime}`}`,
    downtime: (until: string | undefined): string =>
      `Aitta is under maintenance${until === undefined ? '' : ` until ${until}`}; your question is kept`,
    waking: (model: string): string => `Starting ${model}`,
    requested: (model: string): string => `${model} is waiting for GPUs on LUMI`,
    starting: (model: string): string => `${model} is loading; this usually takes a few minutes`,
    running: (model: string): string => `${model} is reading your question`,
    unknown: (model: string): string => `Waiting for ${model}`,
    reasoning: (model: string): string => `${model} is thinking`,
  },

  duration: (ms: number): string => {
    const seconds = Math.max(0, Math.round(ms / 1_000));
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
    const hours = thousands(Math.floor(minutes / 60));
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  },

  answerEnd: {
    length: 'The answer ends here because the model reached its limit. Write "go on" for more.',
    cut: 'The answer was cut off here. Write "go on" to continue, or ask again.',
  },
  onlyReasoning: 'The model gave no answer of its own: this is its reasoning.',
  stopped: 'Stopped.',
  stoppedBeforeText: 'Stopped before the model wrote anything.',
  questionDeleted: 'Stopped because the question was deleted.',
  stoppedWhilePosting: 'Stopped while I was posting the answer.',
  restarting: (platform: string): string =>
    platform === 'console'
      ? 'Your question is kept; start me again for the answer.'
      : 'I am restarting. Your question is kept and will be answered here.',
  storeDown: 'My database is not responding, so I cannot go on yet. Your question is kept, and I will try again.',
  gaveUp: 'I tried several times without success. Please ask again; my operator can see the reason in the log.',

  park: 'Tell me when ready',
  switchTo: (model: string): string => `Use ${model.split('/').at(-1) ?? model} now`,
  parked: 'I will answer in a new message here and mention you as soon as the model is ready.',
  cancel: 'Cancel',
  stillWanted: (age: string): string =>
    `You asked this ${age} ago, and I could not answer then. Do you still want the answer?`,
  answerIt: 'Answer it',
  forgetIt: 'Forget it',
  answersOld: 'I will answer in a new message here and mention you.',
  dropped: 'All right, I will not answer it.',
  alreadyOver: 'That is already over.',
  setIt: 'Change it',
  quiet: 'I now answer in this thread only when mentioned. Undo with `!listen` (mention me).',
  listening: 'I follow this thread again, without a mention.',
  nothingToStop: 'There is nothing to stop here.',
  stopping: (count: number): string => (count === 1 ? 'Stopped.' : `Stopped ${thousands(count)} answers.`),
  notYourQuestion: 'Only the person who asked can do that.',
  freshStart: 'Fresh start: from now on I ignore what was said earlier in this conversation.',
  nothingKept: 'I no longer have that answer.',

  cannotReadFiles: (names: readonly string[]): string =>
    `I cannot read files yet, so I did not look at ${names.join(', ')}.`,
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
      'Write a question and press Enter. I remember what was said until you write `!reset`, or nothing for a day. Commands:',
    direct:
      'Just write your question. I remember what was said here until you write `!reset`, or nothing for a day. Commands:',
    channel:
      'Ask me anything: mention me in a channel, or write to me directly. In a thread where I have answered, no mention is needed. Commands:',
  },
  freshAfterPause: 'A new conversation, because the last one here ended more than a day ago',

  slack: {
    inviteMe: 'I am not a member here. Invite me with `/invite`, or write to me directly.',
  },
  discord: {
    readsAgain: 'My database is not responding. I will keep trying to save this for an hour, and answer then.',
    command: 'Ask the models of Aitta',
    askAboutThis: 'Ask Aitta about this',
    goOnByMention: 'To go on here, mention me or reply to one of my messages.',
    cannotPostIn: (where: string): string =>
      `I may not write in ${where}, so I cannot answer you there. Ask whoever manages it to let me, or ask me here.`,
    notTaken: 'Discord did not let me post my answer here: it breaks a rule of this server or a limit of Discord.',
    restNotTaken: 'This is not all: I may no longer write here.',
    goesOnInDirect: 'Discord lets me write here for 15 minutes only. I will send you the answer as a direct message.',
  },
  console: {
    pressAgain: 'Press Ctrl-C again to leave.',
    cancelled: 'Cancelled.',
    goesOn: '(the answer goes on)',
    saved: (path: string): string => `Saved as ${path}`,
    notSaved: (name: string, folder: string): string => `${name} could not be written to ${folder}. The log says why.`,
    noSuchChoice: (first: number, last: number, typed: string): string =>
      `${first === last ? `There is only choice ${first}` : `The choices are ${first} to ${last}`}. To ask the model, write "${typed}" in quotes.`,
  },
  whichConversation: 'Which conversation? Your latest:',
  noConversation: 'You have no conversation here yet.',
  conversationUnknown: 'I no longer have that conversation.',
  retryThere: 'Please retry in that conversation itself: not everybody here can read it.',
  nothingToRetry: 'There is no question here that I could answer again.',

  states: {
    running: 'Running',
    starting: 'Starting',
    requested: 'Waiting for GPUs',
    offline: 'Offline (takes a few minutes to start)',
    unknown: 'State unknown',
  },
  shortStates: {
    running: 'running',
    starting: 'starting',
    requested: 'waiting for GPUs',
    offline: 'offline',
    unknown: 'state unknown',
  },
  contextTokens: (tokens: number): string => `${Math.round(tokens / 1_024)}k tokens`,
  currentModel: 'used here',
  listRead: (age: string): string => `Updated ${age} ago.`,
  embeddingsHidden: (count: number): string => `(${counted(count, 'embedding model')} hidden)`,
  noModelMatches: (filter: string): string =>
    filter === '' ? 'Aitta offers no chat model at the moment.' : `No chat model matches “${filter.slice(0, 100)}”.`,
  pageOf: (page: number, pages: number): string => `Page ${page} of ${pages}.`,
  nextPage: (page: number, pages: number): string => `Page ${page} of ${pages}`,
  howToUse: 'Choose one below, or write `!use NAME`.',
  useWhat: 'Which model? `!models` lists them; part of a name is enough, such as `!use poro`.',
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
    offline: ' It is offline and takes a few minutes to start.',
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
  modelLeft: (model: string): string => `Aitta no longer offers ${model}. Choose another model, then ask again:`,
  serviceOk: 'Aitta is up.',
  serviceDown: 'Aitta is under maintenance.',
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
  limitScopes: { person: 'You have', channel: 'This channel has', conversation: 'This conversation has' },
  limits: {
    questions: (whoHas: string, until: string): string =>
      `${whoHas} reached the limit of questions; the next one is possible after ${until}.`,
    tokens: (whoHas: string, until: string): string =>
      `${whoHas} used up the tokens of today; more are available after ${until}.`,
  },
  usageOf: { person: '**Your usage**', channel: '**Usage of this channel**', all: '**Usage of everybody**' },
  usageOfWhom: 'Whose usage? `!usage me`, `!usage channel` or `!usage all`.',
  usageNeedsManager: 'Only people who manage this channel can see the usage of everybody.',
  today: 'Today',
  thirtyDays: 'Last 30 days',
  noUsage: 'nothing',
  someEstimated: '≈ marks estimates, used where the server reported no numbers.',
  usageLine: (questions: number, tokens: string, written: string, waiting: string, writing: string): string =>
    `${counted(questions, 'question')}, ${tokens} tokens (${written} written), ${waiting} waiting, ${writing} writing`,

  nothingToExport: 'There is nothing of this conversation that I could export.',
  exported: (turns: number): string => `Here is the conversation (${counted(turns, 'question')}).`,
  forgetWhat: 'What should I delete: this conversation, or everything about you?',
  forgetLabel: { conversation: 'Delete this conversation', me: 'Delete everything about me' },
  forgetSure: {
    conversation:
      'This deletes what was said in this conversation and what was set for it. The messages in the chat itself stay. Delete it?',
    me: 'This deletes everything that I keep about you: your questions and their answers everywhere, your settings, your usage figures, and what I am answering to you now. The messages in the chat itself stay. Delete it?',
  },
  forgot,
  forgotOwn: (turns: number): string =>
    `${turns === 0 ? 'No question here was yours.' : `Deleted ${turns === 1 ? 'your question and its answer' : `your ${thousands(turns)} questions and their answers`}.`} What others asked here can be deleted by them, or by people who manage this channel.`,

  noModel: 'Aitta offers no chat model at the moment. My operator can name one with AITTA_MODEL.',

  asks: (who: string): string => `${who} asks:`,
  slowStore: 'My database is slow at the moment. I will go on as soon as it has saved this.',

  errors: {
    settings: 'Something in my settings is wrong, so I cannot do that. My operator has to fix it.',
    'place-gone': 'I can no longer write there.',
    'platform-failed': 'The chat platform does not let me do that at the moment.',
    'store-failed': 'My database is not responding, so I could not save that. Please try again in a minute.',
    'turn-lost': 'Another copy of me is answering this.',
    'shutting-down': 'I am restarting. Please send that again in a moment.',
    steered: 'That was interrupted.',
    'aitta-unauthorized': 'Aitta refuses my access token. My operator has to renew it; until then I cannot answer.',
    'aitta-failed': 'Aitta is not answering properly at the moment. Please try again in a few minutes.',
    'aitta-downtime': 'Aitta is under maintenance. Please try again later.',
    'model-unknown': 'Aitta does not offer that model. `!models` lists the ones it has.',
    'model-unavailable': 'The model did not start in the time I waited. Please try again later.',
    'model-broke-off':
      'The model broke off before it wrote anything, each time I asked. Please try again in a few minutes.',
    'model-empty': 'The model gave an empty answer twice. Try rephrasing.',
    'too-long': 'That is more text than the model can read at once. Please ask with less text.',
    budget: 'Aitta’s request limit for this bot is used up. Please try again later.',
  },
  tooLong: (model: string, contextTokens: number, larger?: { model: string; contextTokens: number }): string =>
    `That is more text than ${model} can read at once (${counted(contextTokens, 'token')}). Please ask with less text${larger === undefined ? '.' : `, or ask ${larger.model}, which can read ${counted(larger.contextTokens, 'token')}.`}`,
  ourBug: 'Something went wrong on my side. My operator can see it in the log.',
  againAt: (time: string): string => `It should work again after ${time}.`,
} as const;

/** Everything that the bot itself says, in English. Plain text with light Markdown; no sentence blames the reader. */
export const english = {
  thinking: 'On it …',
  stop: 'Stop',
  showWhole: 'Show the whole answer',

  behind: (ahead: number): string =>
    ahead === 1
      ? 'Waiting: one earlier question in this conversation is still being answered.'
      : `Waiting: ${ahead} earlier questions in this conversation are still being answered.`,

  waiting: {
    queued: (ahead: number | undefined): string =>
      ahead === undefined || ahead === 0
        ? 'Waiting for a free place at Aitta'
        : `Waiting for a free place at Aitta: ${ahead} ${ahead === 1 ? 'request' : 'requests'} before yours`,
    budget: (inTime: string | undefined): string =>
      `Aitta's request limit for this bot is used up; I go on${inTime === undefined ? ' as soon as it allows' : ` in about ${inTime}`}`,
    downtime: (until: string | undefined): string =>
      `Aitta is under maintenance${until === undefined ? '' : ` until ${until}`}; I keep your question`,
    waking: (model: string): string => `Waking up ${model}`,
    requested: (model: string): string => `${model} is waiting for GPUs on LUMI`,
    starting: (model: string): string => `${model} is loading; this usually takes a few minutes`,
    running: (model: string): string => `${model} is reading your question`,
    unknown: (model: string): string => `Waiting for ${model}`,
    reasoning: (model: string): string => `${model} is thinking`,
    elapsed: (duration: string): string => `${duration} so far`,
  },

  duration: (ms: number): string => {
    const seconds = Math.max(0, Math.round(ms / 1_000));
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  },

  answerEnd: {
    length: 'The answer ends here because the model reached its limit. Write "go on" for more.',
    cut: 'The model was cut off here. Write "go on" to continue, or ask again.',
  },
  stopped: 'Stopped.',
  stoppedBeforeText: 'Stopped before the model had written anything.',
  questionDeleted: 'Stopped, because the question was deleted.',
  stoppedWhilePosting: 'Stopped while I was posting the answer.',
  restarting: 'I am being restarted. Your question is kept and will be answered here.',
  storeDown: 'My database does not answer, so I cannot go on yet. Your question is kept, and I will try again.',
  gaveUp:
    'I tried several times and failed each time, so I stop here. Please ask again; my operator can see the reason.',

  park: 'Tell me when ready',
  switchTo: (model: string): string => `Use ${model.split('/').at(-1) ?? model} now`,
  parked: 'I will answer in a new message here, and mention you, as soon as the model is ready.',
  cancel: 'Cancel',
  alreadyOver: 'That is over already.',
  setIt: 'Change it',
  quiet: 'From here on I answer in this thread only when I am mentioned. `!listen` (with a mention) takes that back.',
  listening: 'I follow this thread again, also without a mention.',
  nothingToStop: 'There is nothing to stop here.',
  stopping: (count: number): string => (count === 1 ? 'Stopped.' : `Stopped ${count} answers.`),
  notYourQuestion: 'Only the person who asked can do that.',
  freshStart: 'A fresh start: from here on I no longer use what was said in this conversation before.',
  nothingKept: 'I no longer have that answer.',

  cannotReadFiles: (names: readonly string[]): string =>
    `I cannot read files yet, so I did not look at ${names.join(', ')}.`,
  cannotReadEarlier:
    'I could not read what was said here before I was asked: I am not allowed to see the history of this place.',
  unknownCommand: (name: string, nearest: string | undefined): string =>
    `There is no command \`${name}\`.${nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`} Write \`!help\` for all of them.`,
  hello: (platform: string): string =>
    platform === 'console'
      ? 'Hello! Write a question and press Enter. `!help` shows what else I can do.'
      : 'Hello! Mention me with a question and I answer in a thread; go on there without mentioning me. `!help` shows what else I can do.',
  help: 'Ask me anything: mention me in a channel, or write to me directly. In a thread where I was asked I follow without a mention. Commands:',

  discord: {
    command: 'Ask the models of Aitta',
    askAboutThis: 'Ask Aitta about this',
    goOnByMention: 'To go on here, mention me or reply to one of my messages.',
    notTaken: 'Discord does not let me post my answer here: it breaks a rule of this server, or a limit of Discord.',
    goesOnInDirect:
      'Discord lets me write in this place for 15 minutes only. I go on, and send you the answer as a direct message.',
  },
  whichConversation: 'Which conversation do you mean?',
  noConversation: 'There is no conversation of yours here yet.',
  conversationUnknown: 'I no longer know that conversation.',
  nothingToRetry: 'There is no question here yet that I could answer again.',

  states: {
    running: 'Running',
    starting: 'Starting',
    requested: 'Waiting for GPUs',
    offline: 'Offline (starts when asked, which takes minutes)',
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
  listRead: (age: string): string => `List read ${age} ago.`,
  embeddingsLeftOut: (count: number): string =>
    count === 1
      ? 'One embedding model is left out: it cannot chat.'
      : `${count} embedding models are left out: they cannot chat.`,
  noModelMatches: (filter: string): string =>
    filter === '' ? 'Aitta offers no chat model at the moment.' : `No chat model matches “${filter.slice(0, 100)}”.`,
  pageOf: (page: number, pages: number): string => `Page ${page} of ${pages}.`,
  nextPage: (page: number, pages: number): string => `Page ${page} of ${pages}`,
  howToUse: 'Choose one below, or write `!use NAME`.',
  useWhat: 'Which model? `!models` lists them; a part of the name is enough: `!use poro`.',
  ambiguous: (wanted: string): string => `Several models match “${wanted.slice(0, 100)}”:`,
  forExample: (model: string): string => `For example: ${model}`,
  scopes: { conversation: 'this conversation', channel: 'this channel', person: 'you' },
  uses: (scope: string, model: string, state: string): string => `For ${scope} I now ask ${model} (${state}).`,
  usesDefault: (scope: string): string => `For ${scope} I go back to the default model.`,
  needsManager: 'Only people who manage this channel can set that for everybody in it.',
  setBy: (scope: string, who: string, time: string): string => `set for ${scope} by ${who}, ${time}`,
  chosenBy: { operator: 'the operator’s default', bot: 'the best one when this conversation began' },
  modelHere: (model: string, state: string, who: string): string => `Model: \`${model}\`, ${state} (${who}).`,
  notOffered: 'no longer offered',
  modelLeft: (model: string): string =>
    `${model} is not offered by Aitta any more, and I do not replace a model without being told. Choose another one, then ask again or write \`!retry\`:`,
  serviceOk: 'Aitta is up.',
  serviceDown: 'Aitta is under maintenance.',
  openHere: (count: number, age: string): string =>
    count === 1
      ? `One question is being answered here, since ${age}.`
      : `${count} questions are open here, the oldest since ${age}.`,
  nothingOpen: 'Nothing is being answered here.',
  systemIs: (who: string): string => `System text: ${who}.`,
  systemTooLong: (length: number, most: number): string =>
    `That text has ${length} characters; at most ${most} leave the model enough room. Nothing was changed.`,
  systemSet: (scope: string): string =>
    `The system text for ${scope} is set. \`!system\` shows it, \`!system reset\` takes it back.`,
  systemReset: (scope: string): string => `The system text for ${scope} is taken back.`,
  systemDefault: 'The default system text is used here. `!system TEXT` sets another one.',
  systemOfOperator: 'The operator’s system text is used here.',

  historyGiven: (messages: number, tokens: number): string =>
    `With your next question the model gets ${messages} ${messages === 1 ? 'message' : 'messages'}, about ${tokens} tokens.`,
  historyWindow: (model: string, window: number, reserve: number): string =>
    `The window of ${model} has ${window} tokens; ${reserve} are kept free for the answer.`,
  historyLeftOut: (turns: number): string =>
    turns === 1
      ? 'The oldest question and its answer no longer fit and are left out.'
      : `The oldest ${turns} questions and their answers no longer fit and are left out.`,
  historyComplete: (turns: number): string =>
    turns === 0 ? 'Nothing was said here yet, as far as I remember.' : 'Nothing is left out.',
  trimmed: 'The beginning of this conversation no longer fits and is left out from now on (`!history` tells how much).',

  denials: {
    blocked: 'I am not allowed to answer you here.',
    workspace: 'I am not allowed to answer in this workspace.',
    channel: 'I am not allowed to answer in this channel.',
    person: 'I am only allowed to answer certain people, and you are not among them. My operator can change that.',
    guest: 'I am only allowed to answer full members here, not guests. My operator can change that.',
    stranger: 'I am only allowed to answer members of this workspace. My operator can change that.',
  },
  limitScopes: { person: 'you', channel: 'this channel', conversation: 'this conversation' },
  limits: {
    questions: (scope: string, until: string): string =>
      `That was the last question for ${scope} for now; the next one is possible after ${until}.`,
    tokens: (scope: string, until: string): string =>
      `The tokens of today for ${scope} are used up; there are new ones after ${until}.`,
  },
  usageOf: { person: '**Your usage**', channel: '**Usage of this channel**', all: '**Usage of everybody**' },
  usageOfWhom: 'Whose usage? `!usage me`, `!usage channel` or `!usage all`.',
  usageNeedsManager: 'Only people who manage this channel can see the usage of everybody.',
  today: 'Today',
  thirtyDays: 'Thirty days',
  noUsage: 'nothing',
  someEstimated: '≈ marks figures with estimates, where the server reported no numbers.',
  usageLine: (questions: number, tokens: string, written: string, waiting: string, writing: string): string =>
    `${questions} ${questions === 1 ? 'question' : 'questions'}, ${tokens} tokens (${written} written), ${waiting} waiting, ${writing} writing`,

  nothingToExport: 'There is nothing of this conversation that I could export.',
  exported: (turns: number): string => `${turns} ${turns === 1 ? 'question' : 'questions'} with their answers.`,
  forgetWhat: 'What shall I forget?',
  forgetLabel: { conversation: 'Delete this conversation', me: 'Delete all about me' },
  forgetSure: {
    conversation:
      'I will delete what was said in this conversation and what was set for it. What is written in the chat itself stays there. Sure?',
    me: 'I will delete all that I keep about you: your questions and their answers everywhere, your settings, your figures, and what I am answering to you now. What is written in the chat itself stays there. Sure?',
  },
  forgot: (turns: number, settings: number, days: number, stopped: number): string =>
    `Deleted: ${turns} ${turns === 1 ? 'question' : 'questions'} with their answers, ${settings} ${settings === 1 ? 'setting' : 'settings'}, figures of ${days} ${days === 1 ? 'day' : 'days'}; ${stopped} open ${stopped === 1 ? 'question' : 'questions'} stopped.`,
  forgotOwn: (turns: number): string =>
    `Deleted: ${turns} of your questions with their answers. What others asked here is theirs, or for somebody who manages this channel.`,

  noModel: 'Aitta offers no chat model at the moment. My operator can name one with AITTA_MODEL.',

  asks: (who: string, question: string): string => `**${who}** asks: ${question}`,
  slowStore: 'My database is slow at the moment. I go on as soon as it has taken this in.',

  errors: {
    settings: 'Something in my settings is wrong, so I cannot do that. My operator has to mend it.',
    'place-gone': 'I can no longer write there.',
    'platform-failed': 'The chat platform does not let me do that at the moment.',
    'store-failed': 'My database does not answer, so I could not take that in. Please try again in a minute.',
    'turn-lost': 'Another copy of me is answering this.',
    'shutting-down': 'I am being restarted. Please send that again in a moment.',
    steered: 'That was interrupted.',
    'aitta-unauthorized': 'Aitta refuses my access token. My operator has to renew it; until then I cannot answer.',
    'aitta-failed': 'Aitta does not answer properly at the moment. Please try again in a few minutes.',
    'aitta-downtime': 'Aitta is under maintenance. Please try again later.',
    'model-unknown': 'Aitta does not offer that model (any more). `!models` lists those it has.',
    'model-unavailable': 'The model could not be started in the time I waited. Please try again later.',
    'model-empty': 'The model answered with nothing, twice. Asking again in other words may help.',
    'too-long': 'That is more text than the model can read at once. Please ask with less text.',
    budget: 'Aitta’s request limit for this bot is used up. Please try again later.',
  },
  ourBug: 'Something went wrong on my side. My operator can see it in the log.',
  againAt: (time: string): string => `It should work again after ${time}.`,
} as const;

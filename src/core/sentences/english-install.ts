/** Where somebody adds the bot to a workspace, in English. Read in a browser, without Markdown. */
export const englishInstall = {
  title: 'Add the bot to your workspace',
  what: 'The bot answers questions with language models. Before you add it:',
  reads: [
    'It can read the messages of the channels that it is invited to, and what people write to it directly. It answers where it is mentioned or asked.',
    'It can read the names, languages and user groups of the people in your workspace, to know who asks and who may.',
    'It can read files that come with a question.',
  ],
  readsNot: 'It cannot read channels or conversations that it is not in.',
  goes: (days: number): string =>
    `A question, what was said before it in its thread, and its files go to the language models that whoever runs this bot has chosen. They are kept there, encrypted, for ${days === 1 ? 'a day' : `${days} days`} after the last question of a conversation. With “forget me” everybody can delete their own.`,
  button: 'Add to Slack',
  done: (workspace: string): string =>
    `The bot is in ${workspace}. Invite it to a channel with /invite, and mention it there, or write to it directly.`,
  yours: 'your workspace',
  again: 'Start again',
  denied: 'Nothing was installed, because it was not allowed at Slack.',
  stale:
    'Nothing was installed: this attempt is too old, was used before, or began in another browser. Please start again.',
  misconfigured: (reason: string): string =>
    `Nothing was installed, because this bot is not set up right (${reason}). Please tell whoever runs it.`,
  notOpen:
    'Nothing was installed: at Slack this app is not open to other workspaces yet. Please tell whoever runs it to activate its public distribution.',
  refused: (reason: string): string => `Nothing was installed, because Slack refused it (${reason}).`,
  unanswered: 'Nothing was installed, because Slack is not responding. Please start again in a few minutes.',
  notKept: 'My database is not responding, so I could not finish. Please start again in a few minutes.',
};

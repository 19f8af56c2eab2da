/** With what calls are made in one workspace. */
export interface SlackTokens {
  /** The one to use now; undefined where the workspace has removed the bot. @throws BotError 'store-failed' */
  current(): Promise<string | undefined>;
  /** Slack refuses this one whatever is asked. @returns what that means: there is another by now, the bot was removed, or its operator has to look */
  refused(token: string, reason: string): Promise<'renewed' | 'removed' | 'trouble'>;
}

/** The one that the settings name. */
export const onlyToken = (token: string): SlackTokens => ({
  current: async () => token,
  refused: async () => 'trouble',
});

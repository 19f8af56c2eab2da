/** READ AFTER `platform.ts`: what a platform can say outside of turns. */
/** Each is absent where there is no place for it. */
export interface Bulletin {
  /** Tells the operator something, where the settings name a channel or person for it. Rejects with a BotError; then it may be tried again. */
  alert?: ((words: string) => Promise<void>) | undefined;
  /** One line about the service that everybody sees beside the bot's name. Never throws. */
  showStatus?: ((words: string) => void) | undefined;
}

/** READ AFTER `platform.ts`: who asks, and what they may, as the platform tells it. */

export interface Person {
  name: string;
  /** A full member of the workspace or guild that the bot is installed in, a guest of it, or somebody from outside. */
  standing: 'member' | 'guest' | 'stranger' | Unreadable;
  /** Opaque ids of roles or user groups, of all workspaces that the person shares with the bot. */
  groups: readonly string[] | Unreadable;
  workspaces: PersonWorkspaces | Unreadable;
  managesChannel: boolean;
}
/** The platform refuses to tell, and will until its operator changes something: what depends on it is denied. */
export type Unreadable = 'unreadable';
export interface PersonWorkspaces {
  /** One of these has to be allowed, where only some are: the home team and its organisation; the guild asked in; in a DM every shared guild. */
  here: readonly string[];
  /** All that the person shares with the bot: a block of any of them counts everywhere. */
  all: readonly string[];
}
/** Of a conversation that was named from another place: everybody who reads that place, the asker alone, or not even they. */
export type Sight = 'everybody' | 'asker' | 'nobody';

import type { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import type { KeyedLine } from '../../../async/keyed-line.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { SlackDirectory } from '../api/slack-directory.ts';
import type { SlackLookAgain } from './slack-look-again.ts';
import type { AgentSupport } from './slack-session.ts';
import type { SlackApi } from '../api/slack-api.ts';

/** What all places of one workspace share. */
export interface SlackPlaceParts {
  api: SlackApi;
  directory: SlackDirectory;
  /** From now on what is written below this message goes on with this conversation. */
  linkConversation: (channel: string, root: string, conversation: string) => Promise<void>;
  /** By turn: the runs of a turn in this process send one after the other. */
  lines: KeyedLine;
  support: AgentSupport;
  lookAgain: SlackLookAgain;
  /** By place and person: who was told directly that the bot may not write there. */
  told: BoundedMap<string, true>;
  /** What is longer becomes one message and a file. */
  answerMessages: number;
  clock: Clock;
  log: Log;
}

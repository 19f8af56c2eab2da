import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/ports.ts';
import type { SlackDirectory } from './slack-directory.ts';
import type { AgentSupport } from './slack-session.ts';
import type { SlackWeb } from './slack-web.ts';
import type { TurnLines } from './turn-lines.ts';

/** What all places of one workspace share. */
export interface SlackHome {
  web: SlackWeb;
  directory: SlackDirectory;
  lines: TurnLines;
  support: AgentSupport;
  clock: Clock;
  log: Log;
}

import type { Clock } from '../../../src/async/clock.ts';

export type SessionStatus = 'active' | 'processing' | 'suspended' | 'closed';

/** One thing that was set on the line under a thread, in order of time. */
export interface StatusNote {
  readonly channel: string;
  readonly threadTs: string;
  readonly kind: 'status' | 'session' | 'title' | 'prompts';
  readonly value: string;
  readonly at: number;
}

/** What a person sees beside a thread of the agent. */
export interface AgentSession {
  status: SessionStatus | undefined;
  title: string;
  prompts: readonly { title: string; message: string }[];
}

interface Line {
  text: string;
  /** Undefined: stays until changed. */
  until: number | undefined;
}

const statusLastsMs = 120_000;

/** Sessions of the agent, and the one line ("is thinking...") that both kinds of status write; the newer wins. */
export class AgentSessions {
  readonly notes: StatusNote[] = [];
  readonly #sessions = new Map<string, AgentSession>();
  readonly #lines = new Map<string, Line>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Free text, gone after two minutes and with the bot's next message in the thread. */
  say(channel: string, threadTs: string, text: string): void {
    this.#note(channel, threadTs, 'status', text);
    this.#lines.set(`${channel}/${threadTs}`, { text, until: this.#clock.now() + statusLastsMs });
  }

  /** Stays `processing` until it is set to something else. */
  set(channel: string, threadTs: string, status: SessionStatus, title?: string): AgentSession {
    this.#note(channel, threadTs, 'session', status);
    const before = this.of(channel, threadTs);
    const session =
      before.status === undefined ? { ...before, title: title ?? before.title, status } : { ...before, status };
    this.#sessions.set(`${channel}/${threadTs}`, session);
    this.#lines.set(`${channel}/${threadTs}`, { text: status === 'processing' ? 'is working…' : '', until: undefined });
    return session;
  }

  rename(channel: string, threadTs: string, title: string): void {
    this.#note(channel, threadTs, 'title', title);
    this.#sessions.set(`${channel}/${threadTs}`, { ...this.of(channel, threadTs), title });
  }

  suggest(channel: string, threadTs: string, prompts: AgentSession['prompts']): void {
    this.#note(channel, threadTs, 'prompts', prompts.map(({ title }) => title).join(', '));
    this.#sessions.set(`${channel}/${threadTs}`, { ...this.of(channel, threadTs), prompts });
  }

  /** The bot has written into the thread: free text goes, a session's status stays. */
  replied(channel: string, threadTs: string | undefined): void {
    const key = `${channel}/${threadTs}`;
    if (this.#lines.get(key)?.until !== undefined) this.#lines.delete(key);
  }

  of(channel: string, threadTs: string): AgentSession {
    return this.#sessions.get(`${channel}/${threadTs}`) ?? { status: undefined, title: '', prompts: [] };
  }

  /** The line as it can be read now; empty when there is none. */
  line(channel: string, threadTs: string): string {
    const line = this.#lines.get(`${channel}/${threadTs}`);
    if (line === undefined || (line.until !== undefined && line.until <= this.#clock.now())) return '';
    return line.text;
  }

  #note(channel: string, threadTs: string, kind: StatusNote['kind'], value: string): void {
    this.notes.push({ channel, threadTs, kind, value, at: this.#clock.now() });
  }
}

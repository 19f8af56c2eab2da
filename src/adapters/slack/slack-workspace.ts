import type { IncomingMessage, ServerResponse } from 'node:http';
import { BoundedMap } from '../../async/bounded-map.ts';
import type { Clock } from '../../async/clock.ts';
import { KeyedLine } from '../../async/keyed-line.ts';
import type { Notices } from '../../core/commands/notices.ts';
import { noticesIn } from '../../core/commands/notices.ts';
import type { Inbox } from '../../core/ports/arrival.ts';
import type { Bulletin } from '../../core/ports/bulletin.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { Log, Meter } from '../../core/ports/operator.ts';
import type { Place } from '../../core/ports/platform.ts';
import type { OpenStore } from '../../core/ports/records.ts';
import { languageOfLocale } from '../../core/sentences/language.ts';
import type { Language } from '../../core/sentences/language.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { slackAlert } from './answer/slack-alert.ts';
import { SlackHomePlace } from './answer/slack-home-place.ts';
import { SlackPlace } from './answer/slack-place.ts';
import type { SlackPlaceParts } from './answer/slack-place-parts.ts';
import { allSupported } from './answer/slack-session.ts';
import { SlackApi } from './api/slack-api.ts';
import { SlackDirectory } from './api/slack-directory.ts';
import type { SlackSelf } from './api/slack-directory.ts';
import type { SlackTokens } from './api/slack-tokens.ts';
import { SlackAcceptance } from './arrive/slack-acceptance.ts';
import type { SlackConversations } from './arrive/slack-conversations.ts';
import { SlackIntake } from './arrive/slack-intake.ts';
import type { SlackSettings } from './setup/slack-settings.ts';
import { inWorkspace } from './slack-address.ts';
import type { SlackAddress } from './slack-address.ts';

export interface SlackPlatformOptions {
  settings: SlackSettings;
  /** Puts a handler on the project's one HTTP server; needed with a signing secret. */
  mount?: (path: string, handler: (request: IncomingMessage, response: ServerResponse) => void) => void;
  proxy?: ProxySettings | undefined;
  /** What the access rules name. */
  ruled: { groups: boolean };
  /** Spoken to those of whom no language is known. */
  language: Language;
  openStore: OpenStore;
  /** How long a conversation is kept after its last turn, milliseconds. */
  retentionMs: number;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** What all workspaces share. */
export interface SlackShared extends SlackPlatformOptions {
  conversations: SlackConversations;
  lookAgain: SlackPlaceParts['lookAgain'];
}

/** Which workspace it is, and with what calls are made there. */
export interface SlackOwn {
  tokens: SlackTokens;
  /** Where it is one of several. */
  installed?: { id: string; readSelf: () => Promise<SlackSelf> };
}

/** That the bot may not write somewhere is told once per person and this time, milliseconds. */
const TOLD_MS = 10 * 60_000;
const MAX_TOLD = 1_000;

/** One workspace: its calls and their budgets, what is known of its people and places, what comes in from it, and where its turns are answered. */
export class SlackWorkspace {
  readonly api: SlackApi;
  readonly directory: SlackDirectory;
  readonly #shared: SlackShared;
  readonly #parts: SlackPlaceParts;

  constructor(shared: SlackShared, { tokens, installed }: SlackOwn) {
    this.#shared = shared;
    const { settings, conversations, lookAgain, proxy, clock, log, meter } = shared;
    const api = new SlackApi({ tokens, apiUrl: settings.apiUrl, proxy, clock, log, meter });
    this.api = api;
    this.directory = new SlackDirectory(api, clock, installed?.readSelf);
    this.#parts = {
      lookAgain,
      told: new BoundedMap({ max: MAX_TOLD, lifetime: { clock, ms: TOLD_MS } }),
      answerMessages: settings.answerMessages,
      api,
      directory: this.directory,
      linkConversation: (channel, ...more) => conversations.link(inWorkspace(installed?.id, channel), ...more),
      lines: new KeyedLine(),
      support: allSupported(),
      clock,
      log,
    };
  }

  place(address: SlackAddress, memory: Memory, language?: Language): Place {
    if (address.home === true) return new SlackHomePlace(this.#parts, address);
    return new SlackPlace(this.#parts, address, memory, language);
  }

  /** The place of an answer that is looked at again. */
  placeOfAnswer(address: SlackAddress, memory: Memory): SlackPlace {
    return new SlackPlace(this.#parts, address, memory);
  }

  alert(to: string | undefined): Bulletin['alert'] {
    return slackAlert(this.api, to);
  }

  /** Takes what Slack delivers from here. @throws BotError where it is not known yet who the bot is here */
  async listen(inbox: Inbox): Promise<SlackIntake> {
    const { conversations, language, openStore, clock, log } = this.#shared;
    const { api, directory } = this;
    const self = await directory.self();
    const notices = (user: string): Notices =>
      noticesIn(languageOfLocale(directory.knownLocale(user) ?? '') ?? language);
    const acceptance = new SlackAcceptance({ api, notices, clock, log });
    const greeted = openStore('slack-greeted');
    return new SlackIntake({ inbox, acceptance, conversations, api, self, greeted, begun: greeted, clock, log });
  }
}

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { styleText } from 'node:util';
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Clock } from '../async/clock.ts';
import type { KeptKind } from '../core/kept-kind.ts';
import type { Json } from '../core/ports/arrival.ts';
import type { Log, Meter } from '../core/ports/operator.ts';
import type { Platform } from '../core/ports/platform.ts';
import type { NamedService } from '../core/sentences/named-service.ts';
import type { Language } from '../core/sentences/language.ts';
import type { OpenStore } from '../core/ports/records.ts';
import type { Check } from '../findings/finding.ts';
import type { Probe } from '../findings/probe.ts';
import type { Given } from '../settings/given.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { Reading, SettingsGroup } from '../settings/settings-group.ts';

/** Everything that the bot knows of a platform beforehand. Its SDK is loaded only by what runs: all SDKs together take most of a start. */
export interface PlatformDefinition<Settings> {
  /** In arrivals, findings, /readyz and on the command line. */
  name: string;
  /** For people. */
  title: string;
  /** What switches it on, for people: its settings, or a terminal. */
  needs: string;
  /** For whoever sits at this machine: Aitta's stand-in may answer there without being asked for. */
  isLocal?: boolean | undefined;
  /** The log goes to a file then. */
  usesTerminal?: boolean;
  /** Undefined: it is off. */
  settings: SettingsGroup<Settings | undefined, PlatformContext>;
  /** How it is on, for people: a few words that stand in brackets. */
  summary: (settings: Settings) => string;
  /** Which bot it is there; stays as it is when its token is renewed. */
  account?: (settings: Settings) => string;
  /**
   * An address without what somebody said there and who it was, to take away what stands of the answer; undefined for what is none. Left out
   * where what stands is kept in the store, and goes with it.
   */
  bareAddress?: ((address: Json) => Promise<Json | undefined>) | undefined;
  /** What it keeps besides what the core does. */
  keeps: readonly KeptKind[];
  create: (settings: Settings, parts: PlatformParts) => Promise<Platform>;
  /** What `doctor` looks at. */
  check?: (settings: Settings, parts: CheckParts) => Check;
  manifest?: Manifest | undefined;
  setUp?: SetUp | undefined;
}

/** What `aitta-bot init` asks, if somebody wants this platform. */
export interface SetUp {
  /** What has to be done elsewhere first, a line each. */
  steps: readonly string[];
  questions: readonly SetUpQuestion[];
  /** Where the first answer is to be had, once the bot runs. */
  next: string;
}

export interface SetUpQuestion {
  /** Of the setting that the answer becomes. */
  name: string;
  question: string;
  /** Answered with yes or no; else it is a secret. */
  isFlag?: boolean;
  /** Another secret takes its place, where this word is the answer. */
  instead?: { word: string; name: string; question: string };
}

/** What a platform's settings may depend on besides themselves. */
export interface PlatformContext {
  /** Name of the slash command, without the slash. */
  commandName: string;
  /** Whose models answer. */
  named: NamedService;
  /** The most messages of one answer. */
  answerMessages: number;
  /** No platform before it in the list is on that people elsewhere reach. */
  isFirst: boolean;
  /** Where the HTTP server listens. */
  http: { host: string };
  /** Somebody sits at a terminal. */
  hasTerminal: boolean;
  /** What is read of what people attach. */
  files: AttachLimits;
}

export interface AttachLimits {
  /** Of one question; 0 where the operator has switched it off. */
  maxFiles: number;
  /** Of one file. */
  maxBytes: number;
}

export interface PlatformParts {
  openStore: OpenStore;
  clock: Clock;
  log: Log;
  meter: Meter;
  /** Puts a handler on the bot's one HTTP server. */
  mount: (path: string, handler: (request: IncomingMessage, response: ServerResponse) => void) => void;
  /** Of the same server, for what speaks Hono. */
  routes: Hono<{ Bindings: HttpBindings }>;
  /** Name of the slash command, without the slash. */
  commandName: string;
  /** For connections that do not follow Node's own proxy settings. */
  proxy: ProxySettings | undefined;
  terminal: Terminal | undefined;
  /** Spoken to those of whom no language is known. */
  language: Language;
  /** How long it is kept what people write, milliseconds. */
  retentionMs: number;
  /** What the access rules name besides people and channels: only then it has to be read of everybody. */
  ruled: { groups: boolean; workspaces: boolean };
}

/** Somebody sits there. */
export interface Terminal {
  input: NodeJS.ReadableStream & { setRawMode?: (isRaw: boolean) => unknown };
  output: NodeJS.WritableStream & { columns?: number; rows?: number };
  /** Its cursor can be moved. */
  isLive: boolean;
  /** Writes in a style, where that is possible and wanted. */
  paint: (text: string, style: Parameters<typeof styleText>[0]) => string;
  person: string;
  /** Of whoever sits there, BCP 47. */
  locale: string;
  /** Where files for that person are written. */
  folder: string;
  onLeave: () => void;
}

export interface CheckParts {
  probe: Probe;
  proxy: ProxySettings | undefined;
  /** What to do where this address cannot be reached, by the code of the failure. */
  adviseOnNetwork: (url: string, code: string) => string;
}

/** What `aitta-bot manifest NAME` prints: what to paste or open where the bot is registered. */
export interface Manifest {
  usage: string;
  /** Names of options that take a value. */
  options: readonly string[];
  /** @throws ManifestError */
  print: (options: Readonly<Record<string, string>>, given: Given) => Promise<string>;
}

/** The options do not suffice. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/** A platform that is on. */
export interface SwitchedOn {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly usesTerminal: boolean;
  readonly isLocal: boolean;
  readonly account: string | undefined;
  create(parts: PlatformParts): Promise<Platform>;
  check(parts: CheckParts): Check;
}

export interface PlatformAdapter extends Pick<
  PlatformDefinition<never>,
  'name' | 'title' | 'needs' | 'isLocal' | 'bareAddress' | 'keeps' | 'manifest' | 'setUp'
> {
  readonly settings: SettingsGroup<SwitchedOn | undefined, PlatformContext>;
}

/** Tells accounts apart whose tokens do not name them, without telling the token. */
export const fingerprint = (token: string): string =>
  createHash('sha256').update('aitta-bot account').update(token).digest('hex').slice(0, 16);

/** Of the platforms that are on, by their names. */
export const accountsOf = (platforms: readonly Pick<SwitchedOn, 'name' | 'account'>[]): Record<string, string> =>
  Object.fromEntries(platforms.flatMap(({ name, account }) => (account === undefined ? [] : [[name, account]])));

/** Keeps the type of a platform's settings to itself, so that a list of platforms has one type. */
export const definePlatform = <Settings>(definition: PlatformDefinition<Settings>): PlatformAdapter => {
  const { name, title, needs, isLocal, bareAddress, keeps, manifest, setUp, settings } = definition;
  const { usesTerminal = false, summary, account, create, check } = definition;
  const switchOn = (own: Settings): SwitchedOn => ({
    name,
    title,
    summary: summary(own),
    usesTerminal,
    isLocal: isLocal === true,
    account: account?.(own),
    create: (parts) => create(own, parts),
    check: (parts) => check?.(own, parts) ?? [],
  });
  const read = (given: Given, context: PlatformContext): Reading<SwitchedOn | undefined> => {
    const { value, ...rest } = settings.read(given, context);
    return { ...rest, value: value === undefined ? undefined : switchOn(value) };
  };
  return { name, title, needs, isLocal, bareAddress, keeps, manifest, setUp, settings: { ...settings, read } };
};

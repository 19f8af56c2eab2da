import { z } from 'zod';
import { FEEDBACK, FOOTERS, THINKING } from './core/operator-settings.ts';
import type { FeedbackKind, FooterKind, ThinkingChoice } from './core/operator-settings.ts';
import { DEFAULT_LANGUAGE, LANGUAGES, languageOfLocale } from './core/sentences/language.ts';
import type { Language } from './core/sentences/language.ts';
import type { AccessRules } from './core/turn/access.ts';
import type { LimitRules } from './core/turn/limits.ts';
import { dailyHours, timeZone } from './settings/daily-hours.ts';
import type { DailyHours } from './settings/daily-hours.ts';
import { flag, ids, text, whole } from './settings/setting-kinds.ts';
import { defineSettings } from './settings/settings-group.ts';

/** What belongs to no adapter: the bot itself, and who may use it. */
export interface BotSettings {
  systemPrompt: string | undefined;
  /** What the bot calls the service, where the operator says so. */
  serviceName: string | undefined;
  /** One line for the first answer of each channel. */
  notice: string | undefined;
  /** Spoken to those of whom no language is known. */
  language: Language;
  /** Name of the slash command, without the slash. */
  commandName: string;
  access: AccessRules;
  limits: LimitRules;
  /** Ids of people who may set things for a channel, besides those whom the platform names. */
  managers: string[];
  oldQuestionMs: number | undefined;
  notifyAfterMs: number | undefined;
  footer: FooterKind;
  feedback: FeedbackKind;
  thinking: ThinkingChoice;
  /** The most messages of one answer. */
  answerMessages: number;
  /** Which models are to run at which hours, by which clock. */
  warm: { hours: DailyHours[]; timeZone: string | undefined };
  /** How long a conversation is kept after its last turn, days. */
  retentionDays: number;
  http: {
    host: string;
    port: number;
    /** Somebody may count on this port; else any other will do where it is taken. */
    isPortChosen: boolean;
  };
  logLevel: (typeof LOG_LEVELS)[number];
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const DEFAULT_PORT = 3_000;

const commandName = z.string().regex(/^[a-z][a-z0-9_-]{0,30}$/, {
  error: 'must be 1 to 31 lower-case letters, digits, - or _, beginning with a letter',
});

export const botSettings = defineSettings({
  shape: {
    SETTINGS_FILE: text, // main.ts reads it, before all others
    SYSTEM_PROMPT: text,
    SERVICE_NAME: z
      .string()
      .regex(/^[^\p{Cc}`*_~<>@]{1,60}$/u, { error: 'must be a name of at most 60 characters, without Markdown' })
      .optional(),
    NOTICE: z.string().max(500, { error: 'must be at most 500 characters' }).optional(),
    LANGUAGE: text,
    COMMAND_NAME: commandName.default('aitta'),
    ALLOW_GUESTS: flag,
    ALLOW_STRANGERS: flag,
    ALLOWED_WORKSPACES: ids,
    ALLOWED_CHANNELS: ids,
    ALLOWED_GROUPS: ids,
    ALLOWED_PEOPLE: ids,
    BLOCKED_WORKSPACES: ids,
    BLOCKED_CHANNELS: ids,
    BLOCKED_GROUPS: ids,
    BLOCKED_PEOPLE: ids,
    MANAGERS: ids,
    DENIED_REPLY: z.enum(['sentence', 'silent'], { error: 'must be sentence or silent' }).default('sentence'),
    QUESTIONS_PER_HOUR_PERSON: whole(1, 1_000_000).optional(),
    QUESTIONS_PER_HOUR_CHANNEL: whole(1, 1_000_000).optional(),
    TOKENS_PER_DAY_PERSON: whole(1, 1_000_000_000).optional(),
    TOKENS_PER_DAY_CHANNEL: whole(1, 1_000_000_000).optional(),
    TURNS_PER_MINUTE: whole(1, 1_000).default(20),
    ANSWER_MESSAGES: whole(1, 20).default(4),
    FOOTER: z.enum(FOOTERS, { error: `must be one of ${FOOTERS.join(', ')}` }).default('model'),
    FEEDBACK: z.enum(FEEDBACK, { error: `must be one of ${FEEDBACK.join(', ')}` }).default('votes'),
    THINKING: z.enum(THINKING, { error: `must be one of ${THINKING.join(', ')}` }).default('hidden'),
    OLD_QUESTION_MINUTES: whole(0, 10_080).default(60),
    NOTIFY_AFTER_MINUTES: whole(0, 1_440).default(2),
    WARM_MODELS: dailyHours('LumiOpen/Poro-34B-chat@08:00-17:00'),
    TIME_ZONE: timeZone,
    RETENTION_DAYS: whole(1, 3_650).default(30),
    HOST: z.string().default('127.0.0.1'),
    PORT: whole(0, 65_535).optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  },
  value: (values): BotSettings => ({
    systemPrompt: values.SYSTEM_PROMPT,
    serviceName: values.SERVICE_NAME,
    notice: values.NOTICE,
    language: readLanguage(values.LANGUAGE) ?? DEFAULT_LANGUAGE,
    commandName: values.COMMAND_NAME,
    access: {
      allowed: {
        workspaces: values.ALLOWED_WORKSPACES,
        channels: values.ALLOWED_CHANNELS,
        groups: values.ALLOWED_GROUPS,
        people: values.ALLOWED_PEOPLE,
      },
      blocked: {
        workspaces: values.BLOCKED_WORKSPACES,
        channels: values.BLOCKED_CHANNELS,
        groups: values.BLOCKED_GROUPS,
        people: values.BLOCKED_PEOPLE,
      },
      guests: values.ALLOW_GUESTS,
      strangers: values.ALLOW_STRANGERS,
      denied: values.DENIED_REPLY,
    },
    limits: {
      questionsPerHour: { person: values.QUESTIONS_PER_HOUR_PERSON, channel: values.QUESTIONS_PER_HOUR_CHANNEL },
      tokensPerDay: { person: values.TOKENS_PER_DAY_PERSON, channel: values.TOKENS_PER_DAY_CHANNEL },
      turnsPerMinute: values.TURNS_PER_MINUTE,
    },
    managers: values.MANAGERS,
    notifyAfterMs: values.NOTIFY_AFTER_MINUTES === 0 ? undefined : values.NOTIFY_AFTER_MINUTES * 60_000,
    footer: values.FOOTER,
    feedback: values.FEEDBACK,
    thinking: values.THINKING,
    answerMessages: values.ANSWER_MESSAGES,
    oldQuestionMs: values.OLD_QUESTION_MINUTES === 0 ? undefined : values.OLD_QUESTION_MINUTES * 60_000,
    warm: { hours: values.WARM_MODELS, timeZone: values.TIME_ZONE },
    retentionDays: values.RETENTION_DAYS,
    http: { host: values.HOST, port: values.PORT ?? DEFAULT_PORT, isPortChosen: values.PORT !== undefined },
    logLevel: values.LOG_LEVEL,
  }),
});

/** Also a list, as many a desktop has it for all its programs ("fi_FI:en"): the first of it that the bot speaks. */
const readLanguage = (list = ''): Language | undefined =>
  list
    .split(':')
    .map((locale) => languageOfLocale(locale))
    .find((language) => language !== undefined);

/** What is no mistake, because another program may have set it, but does nothing. */
export const remarksOnLanguage = (list: string | undefined): string[] =>
  list === undefined || list === '' || readLanguage(list) !== undefined
    ? []
    : [
        `LANGUAGE names none of ${LANGUAGES.join(', ')}; the bot speaks ${DEFAULT_LANGUAGE} where nothing else is known`,
      ];

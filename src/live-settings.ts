import type { Config } from './config.ts';
import type { OperatorSettings } from './core/operator-settings.ts';
import { ruledBy } from './core/turn/access.ts';
import type { AccessRules } from './core/turn/access.ts';
import type { LimitRules } from './core/turn/limits.ts';

/** The settings that count as soon as they are read again. The bot has to be restarted for all others. */
export const LIVE_SETTINGS: ReadonlySet<string> = new Set([
  'AITTA_MODEL',
  'OPENAI_MODEL',
  'SYSTEM_PROMPT',
  'NOTICE',
  'FOOTER',
  'FEEDBACK',
  'THINKING',
  'NOTIFY_AFTER_MINUTES',
  'MANAGERS',
  'ALLOW_GUESTS',
  'ALLOW_STRANGERS',
  ...['ALLOWED', 'BLOCKED'].flatMap((list) =>
    ['WORKSPACES', 'CHANNELS', 'GROUPS', 'PEOPLE'].map((whose) => `${list}_${whose}`),
  ),
  'DENIED_REPLY',
  'QUESTIONS_PER_HOUR_PERSON',
  'QUESTIONS_PER_HOUR_CHANNEL',
  'TOKENS_PER_DAY_PERSON',
  'TOKENS_PER_DAY_CHANNEL',
  'TURNS_PER_MINUTE',
]);

/**
 * What may change while the bot runs. Each object stays the same and changes inside, so that whoever holds it goes by what counts now, also in
 * the middle of a wait.
 */
export class LiveSettings {
  readonly access: AccessRules;
  readonly limits: LimitRules;
  readonly operator: OperatorSettings;
  readonly ruled: { groups: boolean; workspaces: boolean };

  constructor(config: Config) {
    this.access = { ...config.access };
    this.limits = { ...config.limits };
    this.operator = decidedBy(config);
    this.ruled = ruledBy(config.access);
  }

  adopt(config: Config): void {
    const { model, systemPrompt, notice, footer, feedback, thinking, notifyAfterMs, managers } = config;
    Object.assign(this.access, config.access);
    Object.assign(this.limits, config.limits);
    Object.assign(this.operator, { model, systemPrompt, notice, footer, feedback, thinking, notifyAfterMs, managers });
    Object.assign(this.ruled, ruledBy(config.access));
  }
}

const decidedBy = ({ store, ...config }: Config): OperatorSettings => {
  const { model, systemPrompt, contextTokens, managers, language, named: service } = config;
  const { notice, oldQuestionMs, notifyAfterMs, footer, feedback, thinking } = config;
  const forgetsAtEnd = store.kind === 'memory';
  const said = { notice, oldQuestionMs, notifyAfterMs, footer, feedback, thinking, forgetsAtEnd };
  return { model, systemPrompt, contextTokens, managers, language, service, ...said };
};

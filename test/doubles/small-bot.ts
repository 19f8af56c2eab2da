import { AITTA } from '../../src/core/sentences/named-service.ts';
import { SqliteDatabase } from '../../src/adapters/storage/sqlite/sqlite-database.ts';
import { openRecords } from './open-records.ts';
import { SqliteTurnTable } from '../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { StoredTurnQueue } from '../../src/adapters/storage/turns/stored-turn-queue.ts';
import { openToMembers } from '../../src/core/turn/access.ts';
import { Conversation } from '../../src/core/turn/conversation.ts';
import type { FeedbackKind, FooterKind, ThinkingChoice } from '../../src/core/operator-settings.ts';
import { keptElsewhere } from '../../src/core/kept-kind.ts';
import { coreKeeps } from '../../src/core/memory/core-keeps.ts';
import { openMemories } from '../../src/core/memory/memories.ts';
import { Limits, noLimits } from '../../src/core/turn/limits.ts';
import type { ModelGateway } from '../../src/core/ports/model.ts';
import type { TurnMeter, TurnRecord } from '../../src/core/ports/operator.ts';
import type { Platform } from '../../src/core/ports/platform.ts';
import { createMetrics } from '../../src/operate/metrics.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { plainFileReader } from './plain-file-reader.ts';
import { quietLog } from './quiet-log.ts';
import type { Language } from '../../src/core/sentences/language.ts';
import type { LogLine } from './quiet-log.ts';
import { RecordingPlatform, RecordingService } from './recording-platform.ts';
import { ScriptedGateway } from './scripted-gateway.ts';
import { ProcessClock } from '../driven/process-clock.ts';

const RETENTION_MS = 30 * 24 * 60 * 60_000;

/** The core on its real store, with a chat service and a model that a test scripts; `process` opens another bot on the same world. */
export class SmallBot {
  readonly database: SqliteDatabase;
  readonly clock = new DrivenClock();
  readonly service = new RecordingService();
  /** The operator's. */
  language: Language = 'en';
  readonly gateway = new ScriptedGateway();
  /** Instead of the scripted one, for the processes that begin from now on. */
  otherGateway: ModelGateway | undefined;
  readonly logLines: LogLine[] = [];
  /** What an operator's figures are made of. */
  readonly metrics = createMetrics();
  readonly records: TurnRecord[] = [];
  readonly meter: TurnMeter = { ...this.metrics, record: (turn) => void this.records.push(turn) };
  defaultModel: string | undefined = 'acme/chat';
  notice: string | undefined;
  oldQuestionMs: number | undefined;
  notifyAfterMs: number | undefined = 2 * 60_000;
  forgetsAtEnd = false;
  footer: FooterKind = 'model';
  feedback: FeedbackKind = 'off';
  thinking: ThinkingChoice = 'hidden';
  access = openToMembers;
  limits = noLimits;
  #open: StoredTurnQueue[] = [];

  constructor(path = ':memory:') {
    this.database = new SqliteDatabase(path);
  }

  async process(owner = 'a') {
    const platform = new RecordingPlatform(this.service);
    return { platform, ...(await this.processWith(platform, owner)) };
  }

  /** The same with any platform, which must go by this bot's clock. */
  async processWith(platform: Platform, owner = 'a') {
    const clock = new ProcessClock(this.clock);
    const openStore = openRecords(this.database, this.clock);
    const log = quietLog(this.logLines);
    const turns = new StoredTurnQueue({ table: new SqliteTurnTable(this.database), owner, clock, log });
    const memories = openMemories(openStore, this.clock, RETENTION_MS, plainFileReader);
    const { history } = memories;
    const conversation = new Conversation({
      turns,
      platform: async () => platform,
      gateway: this.otherGateway ?? this.gateway,
      memories,
      access: this.access,
      limits: new Limits(openStore, { clock: this.clock, rules: this.limits }),
      operator: {
        model: this.defaultModel,
        systemPrompt: undefined,
        service: AITTA,
        contextTokens: undefined,
        managers: ['root'],
        language: this.language,
        notice: this.notice,
        oldQuestionMs: this.oldQuestionMs,
        notifyAfterMs: this.notifyAfterMs,
        forgetsAtEnd: this.forgetsAtEnd,
        footer: this.footer,
        feedback: this.feedback,
        thinking: this.thinking,
      },
      elsewhere: keptElsewhere(openStore, coreKeeps),
      compact: async () => this.database.compact(),
      clock,
      log,
      meter: this.meter,
    });
    await platform.start(conversation);
    conversation.begin();
    this.#open.push(turns);
    const kill = (): void => {
      clock.freeze();
      this.#open = this.#open.filter((queue) => queue !== turns);
    };
    return { turns, history, conversation, kill };
  }

  /** Lets everything that can happen without time happen. */
  async settle(): Promise<void> {
    for (let n = 0; n < 60; n++) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    const stopped = Promise.all(this.#open.map((queue) => queue.stop(0)));
    await this.clock.advance(10_000, 1_000);
    await stopped;
    this.database.close();
  }
}

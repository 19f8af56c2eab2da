import { dueExpiryWarning } from '../../aitta/expiry-warning.ts';
import type { Catalogue, ServiceHealth } from '../../core/ports/model.ts';
import type { Sentences } from '../../core/sentences/sentences.ts';
import { timeMark } from '../../core/sentences/time-mark.ts';
import { readParts } from '../readiness.ts';
import type { PartHealth, ReadinessParts } from '../readiness.ts';
import type { Condition, Observation, Reminder } from './condition.ts';
import type { DiskSpace } from './disk-space.ts';
import type { KnownModels } from './known-models.ts';

export interface ObserveParts {
  readiness: ReadinessParts;
  service: () => Promise<ServiceHealth>;
  /** Undefined while there is no list. */
  catalogue: () => Promise<Catalogue | undefined>;
  known: KnownModels;
  /** Undefined where nobody can tell. */
  disk: () => Promise<DiskSpace | undefined>;
  /** What `AITTA_MODEL` names. */
  defaultModel: string | undefined;
  /** Where a new token is to be had. */
  tokenPage: string;
  /** Of a part, for people. */
  titleOf: (part: string) => string;
  /** Cuts secrets out of what a part says of itself. */
  scrub: (text: string) => string;
  sentences: Sentences;
}

const MINUTE_MS = 60_000;
const PART_MS = 10 * MINUTE_MS;
/** People are waiting. */
const OUTAGE_MS = 5 * MINUTE_MS;
const GIBIBYTE = 2 ** 30;

/** What there is to tell the operator, from what is known already. */
export const observe = async (parts: ObserveParts): Promise<Observation> => {
  const { readiness, service, disk } = parts;
  const health = readParts(readiness);
  const expiresAt = readiness.service.health().tokenExpiresAt;
  const now = readiness.clock.now();
  const maintenance = await service();
  const isExplained = !maintenance.ok || (expiresAt !== undefined && expiresAt.getTime() <= now);
  const conditions = [
    ...Object.entries(health).map(([name, part]) => readPart(name, part, { ...parts, isExplained })),
    readMaintenance(maintenance, parts),
    ...readDisk(await disk(), parts),
    ...(await readModels(parts)),
  ];
  return { conditions, reminders: readToken(expiresAt, now, parts) };
};

interface PartContext extends ObserveParts {
  /** That the service does not work is told as something else. */
  isExplained: boolean;
}

const readPart = (name: string, { ok, note }: PartHealth, context: PartContext): Condition => {
  const { sentences, titleOf, scrub, isExplained, readiness } = context;
  const { alerts } = sentences;
  const why = scrub(note);
  const id = `part:${name}`;
  const isPresent = !ok;
  if (name === readiness.service.part)
    return {
      id,
      isPresent: isPresent && !isExplained,
      afterMs: OUTAGE_MS,
      begun: (since) => alerts.serviceDown(why, timeMark(since)),
      ended: alerts.serviceBack,
    };
  if (name === 'store')
    return {
      id,
      isPresent,
      afterMs: PART_MS,
      begun: (since) => alerts.storeDown(why, timeMark(since)),
      ended: alerts.storeBack,
    };
  return {
    id,
    isPresent,
    afterMs: PART_MS,
    begun: (since) => alerts.partDown(titleOf(name), why, timeMark(since)),
    ended: (lastedMs) => alerts.partBack(titleOf(name), lastedMs),
  };
};

const readMaintenance = ({ ok, until }: ServiceHealth, { sentences }: ObserveParts): Condition => ({
  id: 'maintenance',
  isPresent: !ok,
  afterMs: 0,
  begun: () => sentences.alerts.maintenance(until === undefined ? undefined : timeMark(until)),
  ended: () => sentences.alerts.maintenanceOver,
});

const readDisk = (disk: DiskSpace | undefined, { sentences: { alerts, number } }: ObserveParts): Condition[] =>
  disk === undefined
    ? []
    : [
        {
          id: 'disk',
          isPresent: disk.isLow,
          afterMs: 0,
          begun: () => alerts.diskLow(number(Math.round((disk.freeBytes / GIBIBYTE) * 100) / 100)),
          ended: () => alerts.diskFree,
        },
      ];

const readModels = async (parts: ObserveParts): Promise<Condition[]> => {
  const { catalogue, known, defaultModel, sentences } = parts;
  const list = await catalogue();
  if (!list) return [];
  return [...(await known.compare(list))].map(([model, isThere]) => ({
    id: `model:${model}`,
    isPresent: !isThere,
    afterMs: PART_MS,
    begun: () => sentences.alerts.modelGone(model, model === defaultModel),
  }));
};

const readToken = (expiresAt: Date | undefined, now: number, { sentences, tokenPage }: ObserveParts): Reminder[] => {
  if (expiresAt === undefined) return [];
  const at = expiresAt.getTime();
  const { alerts } = sentences;
  if (at <= now) return [{ id: `token@${at} ended`, words: alerts.tokenEnded(tokenPage) }];
  const due = dueExpiryWarning(expiresAt, now);
  if (!due) return [];
  return [{ id: `token@${at} ${due.days}`, words: alerts.tokenEnds(due.days, timeMark(at), tokenPage) }];
};

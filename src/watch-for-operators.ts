import type { ModelService } from './model-service/model-service.ts';
import type { Clock } from './async/clock.ts';
import type { Config } from './config.ts';
import { TOKEN_PAGE } from './model-service/connect-aitta.ts';
import type { OperatorSettings } from './core/operator-settings.ts';
import type { Log } from './core/ports/operator.ts';
import type { OpenStore } from './core/ports/records.ts';
import { sentencesFor } from './core/sentences/sentences-for.ts';
import { ALERT_NAMESPACE } from './operate/alerts/alert-keeps.ts';
import { AlertWatch } from './operate/alerts/alert-watch.ts';
import { readDiskSpace } from './operate/alerts/disk-space.ts';
import { KnownModels } from './operate/alerts/known-models.ts';
import { observe } from './operate/alerts/observe.ts';
import type { ReadinessParts } from './operate/readiness.ts';
import type { Secrets } from './operate/secrets.ts';

export interface WatchParts {
  readiness: ReadinessParts;
  service: ModelService;
  openStore: OpenStore;
  operator: Pick<OperatorSettings, 'model'>;
  clock: Clock;
  log: Log;
  secrets: Secrets;
}

/** Tells the operators of the settings what they should know, until the signal aborts. */
export const watchForOperators = async (config: Config, parts: WatchParts, signal: AbortSignal): Promise<void> => {
  const { readiness, service, openStore, operator, clock, log, secrets } = parts;
  const store = openStore(ALERT_NAMESPACE);
  const known = new KnownModels(store);
  const titles = new Map(config.platforms.map(({ name, title }) => [name, title]));
  const path = config.store.kind === 'sqlite' ? config.store.path : undefined;
  const watch = new AlertWatch({
    store,
    platforms: [...readiness.platforms.values()].filter(({ bulletin }) => bulletin?.alert !== undefined),
    observe: () =>
      observe({
        readiness,
        service: () => service.gateway.service(),
        catalogue: () => service.gateway.models().catch(() => undefined), // that the service is away is an alert of its own
        known,
        disk: async () => (path === undefined ? undefined : readDiskSpace(path)),
        defaultModel: operator.model,
        tokenPage: TOKEN_PAGE,
        titleOf: (part) => titles.get(part) ?? part,
        scrub: secrets.scrub,
        sentences: sentencesFor(config.language, config.named),
      }),
    clock,
    log,
  });
  await watch.run(signal);
};

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { CounterName, Meter, TimerName } from '../core/ports/operator.ts';

const COUNTERS = {
  arrivals: { help: 'Arrivals by platform and result (new, duplicate, refused)', labels: ['platform', 'result'] },
  answers: { help: 'Ended questions by platform and result', labels: ['platform', 'result'] },
  rate_limits: { help: 'Rate limits met, by service', labels: ['service'] },
  denials: { help: 'Uses that were denied, by platform and reason', labels: ['platform', 'reason'] },
  votes: {
    help: 'Thumbs for answers, given or changed, by platform and vote (up, down)',
    labels: ['platform', 'vote'],
  },
  start_estimates: { help: 'Times of a start that were told, by result (within, earlier, later)', labels: ['result'] },
} satisfies Record<CounterName, { help: string; labels: string[] }>;

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 120, 300, 600, 1_800];
const TIMERS = {
  acknowledgement: { help: 'From reception of an event to its acknowledgement', labels: ['platform'] },
  first_sign: { help: 'From acceptance to the first sign of life', labels: ['platform'] },
  first_token: { help: 'From acceptance to the first token of the answer', labels: ['platform'] },
  answer: { help: 'From acceptance to the posted answer', labels: ['platform'] },
  phase: { help: 'From acceptance to the beginning of each phase of the wait', labels: ['platform', 'phase'] },
  start_estimate_error: { help: 'By how much starts of models missed the time that was told', labels: [] },
} satisfies Record<TimerName, { help: string; labels: string[] }>;

export interface Metrics extends Meter {
  /** A value that is read when somebody asks, or one for each value of a label. What cannot be read is left out. */
  gauge(name: string, help: string, read: () => number | undefined): void;
  gauges(name: string, help: string, label: string, read: () => ReadonlyMap<string, number>): void;
  /** In Prometheus' text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** prom-client, shaped for the house: its names, bounded labels, one registry per process. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  for (const [name, { help, labels }] of Object.entries(COUNTERS)) {
    counters.set(
      name,
      new Counter({ name: `aitta_bot_${name}_total`, help, labelNames: labels, registers: [registry] }),
    );
  }
  const timers = new Map<string, Histogram>();
  for (const [name, { help, labels: labelNames }] of Object.entries(TIMERS)) {
    timers.set(
      name,
      new Histogram({ name: `aitta_bot_${name}_seconds`, help, labelNames, buckets: SECONDS, registers: [registry] }),
    );
  }
  return {
    count: (name, labels = {}) => counters.get(name)?.inc({ ...labels }),
    observe: (name, seconds, labels = {}) => timers.get(name)?.observe({ ...labels }, seconds),
    gauge: (name, help, read) =>
      addGauge(registry, { name, help }, (gauge) => {
        const value = read();
        if (value !== undefined) gauge.set(value);
      }),
    gauges: (name, help, label, read) =>
      addGauge(registry, { name, help, labelNames: [label] }, (gauge) => {
        for (const [key, value] of read()) gauge.set({ [label]: key }, value);
      }),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
};

const addGauge = (
  registry: Registry,
  { name, help, labelNames = [] }: { name: string; help: string; labelNames?: string[] },
  read: (gauge: Gauge) => void,
): void => {
  const clear = (gauge: Gauge): void => {
    gauge.reset();
    if (labelNames.length === 0) gauge.remove(); // or it would say 0
  };
  const collect = function collect(this: Gauge): void {
    clear(this);
    try {
      read(this);
    } catch {
      clear(this); // one dead part does not take the other figures away
    }
  };
  registry.registerMetric(new Gauge({ name: `aitta_bot_${name}`, help, labelNames, collect, registers: [] }));
};

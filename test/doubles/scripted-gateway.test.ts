import type { Clock } from '../../src/async/clock.ts';
import type { ModelEvent, ModelRequest } from '../../src/core/ports/model.ts';
import type { PhaseEvent } from '../../src/core/ports/phase.ts';
import { CATALOGUE, COLD, modelGatewayContract } from '../contracts/model-gateway-contract.ts';
import type { Situation } from '../contracts/model-gateway-contract.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { ScriptedGateway, textOf } from './scripted-gateway.ts';

const PIECE_MS = 500;

/** A service as a test would script it. */
class ScriptedService {
  readonly gateway = new ScriptedGateway();
  readonly #situation: Situation;
  readonly #clock: Clock;
  /** Who has the one place, and who waits for it. */
  #line: object[] = [];
  #isFirst = true;
  #starts = 0;
  /** Who waits for the cold model. */
  #cold: string[] = [];

  constructor(situation: Situation, clock: Clock) {
    this.#situation = situation;
    this.#clock = clock;
    this.gateway.catalogue = situation === 'empty' ? [] : structuredClone([...CATALOGUE]);
    this.gateway.mayWarm = 8;
    const [running] = this.gateway.catalogue;
    if (situation === 'sees' && running) running.seesImages = 'told';
    this.gateway.neverListed = situation === 'down';
    if (situation === 'maintenance') this.gateway.health = { ok: false, until: clock.now() + 300_000 };
    this.gateway.usual = (request) => this.#answer(request);
    this.gateway.outlooks = (model, personId) =>
      model === COLD && situation !== 'down'
        ? { type: 'phase', name: 'waking', ...this.#queueOf(personId) }
        : undefined;
  }

  async *#answer(request: ModelRequest): AsyncGenerator<ModelEvent> {
    if (this.#situation === 'down') {
      yield { type: 'phase', name: 'outage' };
      await this.#clock.sleep(Number.POSITIVE_INFINITY);
    }
    const me = {};
    this.#line.push(me);
    try {
      yield* this.#wait(request, me);
      yield* this.#write(textOf(request.messages.at(-1)).replace('[image/jpeg]\n\n', ''));
    } finally {
      this.#line = this.#line.filter((other) => other !== me);
    }
  }

  #queueOf(personId: string): Pick<PhaseEvent, 'queue'> {
    const people = [...new Set([...this.#cold, personId])];
    return people.length > 1 ? { queue: { people: people.length, place: people.indexOf(personId) + 1 } } : {};
  }

  async *#start(personId: string): AsyncGenerator<ModelEvent> {
    const since = this.#clock.now();
    const start = { since, fromMs: 50_000, toMs: 60_000, starts: this.#starts };
    this.#starts += 1;
    this.#cold.push(personId);
    const known = start.starts >= 3 ? { start } : {};
    try {
      for (const name of ['waking', 'requested', 'starting'] as const) {
        yield { type: 'phase', name, ...known, ...this.#queueOf(personId) };
        await this.#clock.sleep(20_000);
      }
    } finally {
      this.#cold.splice(this.#cold.indexOf(personId), 1);
    }
    const { since: _since, ...times } = start;
    const cold = this.gateway.catalogue.find(({ id }) => id === COLD);
    if (cold && this.#starts >= 3) cold.start = { ...times, starts: this.#starts };
    yield { type: 'phase', name: 'running' };
  }

  async *#wait({ model, personId }: ModelRequest, me: object): AsyncGenerator<ModelEvent> {
    const { health } = this.gateway;
    if (model === COLD && this.gateway.warmed.includes(COLD)) yield { type: 'phase', name: 'running' };
    else if (model === COLD) yield* this.#start(personId);
    if (!health.ok) yield* this.#pause('downtime', health.until ?? 0);
    if (this.#situation === 'limited' && this.#isFirst) yield* this.#pause('budget', this.#clock.now() + 60_000);
    this.#isFirst = false;
    if (this.#situation !== 'one at a time') return;
    const ahead = this.#line.indexOf(me) - 1;
    if (ahead >= 0) yield { type: 'phase', name: 'queued', ahead, until: this.#clock.now() + 10_000 };
    while (this.#line[0] !== me) await this.#clock.sleep(PIECE_MS);
  }

  async *#pause(name: 'downtime' | 'budget', until: number): AsyncGenerator<ModelEvent> {
    yield { type: 'phase', name, until };
    await this.#clock.sleep(until - this.#clock.now());
  }

  async *#write(question: string): AsyncGenerator<ModelEvent> {
    const count = Number(/count to (\d+)/.exec(question)?.[1] ?? 0);
    const words = count > 0 ? Array.from({ length: count }, (_, n) => `${n + 1} `) : [question.replace('repeat: ', '')];
    const isSlow = this.#situation === 'slow' || this.#situation === 'one at a time';
    if (this.#situation === 'only thinks') {
      yield { type: 'text', text: 'Let me see.' };
      return yield { type: 'end', reason: 'stop', isReasoning: true };
    }
    if (this.#situation === 'thinks') yield { type: 'reasoning', text: 'Let me see.' };
    const [thought, answer] = question.replace('repeat: ', '').split('</think>');
    if (answer !== undefined) {
      yield { type: 'text', text: thought ?? '' };
      yield { type: 'was-reasoning' };
      words.splice(0, 1, answer);
    }
    for (const [n, text] of words.entries()) {
      if (isSlow) await this.#clock.sleep(PIECE_MS);
      yield { type: 'text', text };
      if (n < 20) continue;
      if (this.#situation === 'no room') return yield { type: 'end', reason: 'length' };
      if (this.#situation === 'breaks off') return yield { type: 'end', reason: 'cut' };
    }
    yield { type: 'end', reason: 'stop', tokensIn: 1, tokensOut: 1 };
  }
}

modelGatewayContract('scripted', async (situation) => {
  const clock = new DrivenClock();
  const { gateway } = new ScriptedService(situation, clock);
  return {
    gateway,
    clock,
    breakDown: () => undefined, // a script keeps its list
    coolDown: () => undefined, // and its cold model is so for every question
    pass: async (until) => {
      for (let n = 0; n < 10_000 && !until(); n++) await clock.advance(PIECE_MS);
      if (!until()) throw new Error('what the test waits for did not happen');
    },
  };
});

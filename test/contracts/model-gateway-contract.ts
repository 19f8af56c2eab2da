import { describe, expect, test } from 'vitest';
import { isBotError } from '../../src/core/errors.ts';
import type { ModelEvent, ModelGateway } from '../../src/core/ports/model.ts';
import type { PhaseEvent } from '../../src/core/ports/phase.ts';
import type { ImagePart, Message } from '../../src/core/ports/message.ts';
import { textMessage } from '../../src/core/prompt/message.ts';
import { Asking } from '../doubles/asking.ts';
import type { DrivenClock } from '../driven/driven-clock.ts';

/** What the service behind the gateway is like. Its models, if nothing else is said, are `CATALOGUE`. */
export type Situation =
  /** The running model answers at once what it was told to repeat. */
  | 'answers'
  /** It takes pictures. */
  | 'sees'
  /** It thinks before that. */
  | 'thinks'
  /** It does nothing else. */
  | 'only thinks'
  /** It writes so slowly that a test can do something meanwhile. */
  | 'slow'
  /** So slowly, and the bot may ask one question at a time. */
  | 'one at a time'
  /** It counts to a thousand, which its window has no room for. */
  | 'no room'
  /** It breaks off in the middle of what it writes. */
  | 'breaks off'
  /** The first request meets a rate limit of a minute. */
  | 'limited'
  /** There is a maintenance break, which ends within ten minutes. */
  | 'maintenance'
  /** Nobody has ever answered. */
  | 'down'
  /** There is no model. */
  | 'empty';

/** A gateway on a service of its own, which cleans up after itself. */
export interface GatewayWorld {
  gateway: ModelGateway;
  clock: DrivenClock;
  /** From now on nobody answers. */
  breakDown(): void;
  /** The worker of the cold model goes away. */
  coolDown(): void;
  /** Lets time pass, and all that is on its way arrive, until something is true. */
  pass(until: () => boolean): Promise<void>;
}

export const RUNNING = 'acme/chat';
/** Has no worker: the first question gets one after a minute or so. */
export const COLD = 'acme/cold';
const EMBEDDING = 'acme/embed-1';
export const CATALOGUE = [
  { id: RUNNING, state: 'running', chat: true, contextTokens: 4_096 },
  { id: COLD, state: 'offline', chat: true, contextTokens: 8_192 },
  { id: EMBEDDING, state: 'running', chat: false, contextTokens: 512 },
] as const;

const stopped = new Error('stopped');

const IMAGE: ImagePart = { type: 'image', mediaType: 'image/jpeg', data: 'aGk=', tokens: 1 };
const PICTURE: Message = { role: 'user', parts: [IMAGE, { type: 'text', text: 'repeat: Hei' }] };

/** The outcome of a promise, once time has passed for it. */
const outcomeOf = async <T>(world: GatewayWorld, work: Promise<T>): Promise<T | { failed: unknown }> => {
  let outcome: { is: T | { failed: unknown } } | undefined;
  work.then(
    (is) => (outcome = { is }),
    (failed: unknown) => (outcome = { is: { failed } }),
  );
  await world.pass(() => outcome !== undefined);
  if (!outcome) throw new Error('it has not come to an end');
  return outcome.is;
};

const answered = async (world: GatewayWorld, asking: Asking): Promise<Asking> => {
  await world.pass(() => asking.over);
  return asking;
};

const phase = (asking: Asking, name: string): ModelEvent | undefined =>
  asking.events.find((event) => event.type === 'phase' && event.name === name);

/** The same list where a service tells no more than its models: no state is claimed, and whether they see has to be tried. */
const UNTOLD = CATALOGUE.map((model) => ({ ...model, state: 'unknown', ...(model.chat && { seesImages: 'untold' }) }));

/**
 * What the core relies on, whoever answers.
 * @param tells whether the service tells of workers, starts and maintenance
 */
export const modelGatewayContract = (
  name: string,
  open: (situation: Situation) => Promise<GatewayWorld>,
  { tells = true } = {},
): void => {
  const catalogue = tells ? CATALOGUE : UNTOLD;
  const untold = tells ? undefined : 'untold';
  describe(`ModelGateway.models: ${name}`, () => {
    test('lists ids, states, who can chat, and how much each reads at once', async () => {
      const world = await open('answers');
      const { models, at } = await world.gateway.models();
      expect(models).toEqual(catalogue);
      expect(at).toBeLessThanOrEqual(world.clock.now());
    });

    test('tells which model takes pictures', async () => {
      const { models } = await (await open('sees')).gateway.models();
      expect(models.map(({ id, seesImages }) => [id, seesImages])).toEqual([
        [RUNNING, 'told'],
        [COLD, untold],
        [EMBEDDING, undefined],
      ]);
    });

    test('a service without models has an empty list', async () => {
      const { gateway } = await open('empty');
      expect((await gateway.models()).models).toEqual([]);
    });

    test('the last known list stays, with the time of it, when nobody answers any more', async () => {
      const world = await open('answers');
      const { at } = await world.gateway.models();
      world.breakDown();
      await world.clock.advance(3_600_000);
      const stale = await outcomeOf(world, world.gateway.models());
      expect(stale).toMatchObject({ at, models: CATALOGUE.map(({ id }) => ({ id })) });
    });

    test('rejects with a BotError when there never was one', async () => {
      const world = await open('down');
      const outcome = await outcomeOf(world, world.gateway.models());
      expect(outcome).toMatchObject({ failed: { name: 'BotError' } });
    });
  });

  describe(`ModelGateway.awaitModels: ${name}`, () => {
    test('is the list, at once, where there is one', async () => {
      const world = await open('answers');
      const told: PhaseEvent[] = [];
      const listed = world.gateway.awaitModels((event) => told.push(event), new AbortController().signal);
      expect(await outcomeOf(world, listed)).toMatchObject({ models: catalogue });
      expect(told).toEqual([]);
    });

    test('where nobody has ever answered, says so and goes on waiting until it is aborted', async () => {
      const world = await open('down');
      const told: PhaseEvent[] = [];
      const stop = new AbortController();
      const listed = world.gateway.awaitModels((event) => told.push(event), stop.signal);
      const ended = listed.catch((error: unknown) => error);
      await world.pass(() => told.length > 0);
      await world.clock.advance(600_000, 5_000);
      stop.abort(stopped);
      expect(await ended).toBe(stopped);
      expect(new Set(told.map((event) => event.name))).toEqual(new Set(['outage']));
    });
  });

  describe(`ModelGateway.service: ${name}`, () => {
    test('is ok, also when nobody can tell', async () => {
      for (const situation of ['answers', 'down'] as const) {
        const world = await open(situation);
        expect(await outcomeOf(world, world.gateway.service())).toEqual({ ok: true });
      }
    });

    test.runIf(tells)('is not ok in a maintenance break, and knows until when', async () => {
      const world = await open('maintenance');
      const health = await outcomeOf(world, world.gateway.service());
      expect(health).toEqual({ ok: false, until: expect.any(Number) });
      expect('until' in health && (health.until ?? 0) > world.clock.now()).toBe(true);
    });
  });

  describe(`ModelGateway.outlook: ${name}`, () => {
    test('is what there is to wait for, and nothing where a model answers, or nobody tells', async () => {
      const { gateway } = await open('answers');
      await gateway.models();
      expect(await gateway.outlook(RUNNING, 'ada')).toBeUndefined();
      expect(await gateway.outlook(COLD, 'ada')).toEqual(tells ? { type: 'phase', name: 'waking' } : undefined);
      expect(await (await open('down')).gateway.outlook(COLD, 'ada')).toBeOneOf([
        undefined,
        expect.objectContaining({ name: 'outage' }),
      ]);
    });

    test.runIf(tells)('is the end of a maintenance break, whatever the model', async () => {
      const world = await open('maintenance');
      await outcomeOf(world, world.gateway.service());
      const outlook = await outcomeOf(world, world.gateway.outlook(RUNNING, 'ada'));
      expect(outlook).toEqual({ type: 'phase', name: 'downtime', until: expect.any(Number) });
    });

    test.runIf(tells)(
      'tells who else waits, and whose turn this is, to those who wait and to who comes next',
      async () => {
        const world = await open('answers');
        const waiting = ['ada', 'ben'].map((person) => new Asking(world.gateway, { model: COLD, person }));
        const queues = (): unknown[] =>
          waiting.map(({ events }) => events.findLast((event) => event.type === 'phase')?.queue);
        await world.pass(() => queues().every((queue) => queue !== undefined));
        expect(queues()).toEqual([
          { people: 2, place: 1 },
          { people: 2, place: 2 },
        ]);
        const next = await outcomeOf(world, world.gateway.outlook(COLD, 'kim'));
        expect(next).toMatchObject({ queue: { people: 3, place: 3 } });
        for (const asking of waiting) asking.abort(stopped);
      },
    );
  });

  describe(`ModelGateway.warm: ${name}`, () => {
    test('starts a model that nobody asks, with nobody in its queue, and does nothing to one that runs', async () => {
      const world = await open('answers');
      expect(world.gateway.warm(RUNNING)).toBe(true);
      expect(world.gateway.warm(COLD)).toBe(true);
      const later = world.clock.now() + 180_000;
      await world.pass(() => world.clock.now() >= later);
      const asking = await answered(world, new Asking(world.gateway, { model: COLD }));
      expect(asking.phases).toEqual([tells ? 'running' : 'unknown']);
    });

    test('refuses more at once than it would be decent to start', async () => {
      const { gateway } = await open('answers');
      const taken = Array.from({ length: 50 }, (_, n) => gateway.warm(`acme/cold-${n}`));
      expect(taken).toContain(true);
      expect(taken.at(-1)).toBe(false);
    });
  });

  describe(`ModelGateway.estimateTokens: ${name}`, () => {
    test('is a whole number that grows with the text, for any model and any text', async () => {
      const { gateway } = await open('down');
      for (const model of [RUNNING, 'acme/never-heard-of']) {
        expect(gateway.estimateTokens(model, '')).toBe(0);
        for (const text of ['why?', 'Miksi taivas on sininen?', '空はなぜ青いの？', '👩🏽‍🚀🚀', 'const x = () => {};\n']) {
          const once = gateway.estimateTokens(model, text);
          expect([text, Number.isSafeInteger(once), once > 0]).toEqual([text, true, true]);
          expect(gateway.estimateTokens(model, text.repeat(50))).toBeGreaterThan(once * 10);
        }
      }
    });
  });

  describe(`ModelGateway.generate: ${name}`, () => {
    test('a picture is given to a model that takes them; another one, and nobody else, says that it is blind', async () => {
      const seeing = await open('sees');
      const asking = await answered(seeing, new Asking(seeing.gateway, { messages: [PICTURE] }));
      expect([asking.error, asking.text]).toEqual([undefined, 'Hei']);
      const world = await open('answers');
      const blind = await answered(world, new Asking(world.gateway, { messages: [PICTURE] }));
      expect(blind.error).toMatchObject({ code: 'model-blind' });
    });

    test('streams the text and ends once, last, with the tokens where the server has counted them', async () => {
      const world = await open('answers');
      const asking = await answered(world, new Asking(world.gateway, { text: 'repeat: Hei maailma!' }));
      expect([asking.error, asking.text]).toEqual([undefined, 'Hei maailma!']);
      expect(asking.events.filter(({ type }) => type === 'end')).toEqual([asking.events.at(-1)]);
      expect(asking.end).toMatchObject({
        reason: 'stop',
        tokensIn: expect.any(Number),
        tokensOut: expect.any(Number),
      });
    });

    test('asks with all messages and all of their parts', async () => {
      const world = await open('answers');
      const question = { ...textMessage('user', 'repeat: one'), role: 'user' as const };
      const messages = [
        textMessage('system', 'Be kind.'),
        { ...question, parts: [...question.parts, ...question.parts] },
      ];
      const asking = await answered(world, new Asking(world.gateway, { messages }));
      expect(asking.text).toBe('one\n\nrepeat: one');
    });

    test('what the model thinks is not its text', async () => {
      const world = await open('thinks');
      const asking = await answered(world, new Asking(world.gateway, { text: 'repeat: 42' }));
      expect(asking.text).toBe('42');
      expect(asking.reasoning).not.toBe('');
    });

    test('a thought that shows itself only by its end is taken back by "was-reasoning"', async () => {
      const world = await open('answers');
      const text = 'repeat: They want a number. </think> 42';
      const asking = await answered(world, new Asking(world.gateway, { text }));
      expect(asking.events.map(({ type }) => type)).toContain('was-reasoning');
      expect(asking.text.trim()).toBe('42');
    });

    test('an answer that is nothing but reasoning is that, and its end says isReasoning', async () => {
      const world = await open('only thinks');
      const asking = await answered(world, new Asking(world.gateway, { text: 'Say something.' }));
      expect(asking.text).not.toBe('');
      expect(asking.end).toMatchObject({ reason: 'stop', isReasoning: true });
    });

    test('questions at the same time get each their own answer', async () => {
      const world = await open('answers');
      const all = ['one', 'two', 'three'].map((n) => new Asking(world.gateway, { text: `repeat: ${n}`, person: n }));
      await world.pass(() => all.every(({ over }) => over));
      expect(all.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    });

    test('an answer that its window has no room for ends with "length", one that breaks off with "cut"', async () => {
      for (const [situation, reason] of [
        ['no room', 'length'],
        ['breaks off', 'cut'],
      ] as const) {
        const world = await open(situation);
        const asking = await answered(world, new Asking(world.gateway, { text: 'count to 1000' }));
        expect([asking.error, asking.end]).toEqual([undefined, expect.objectContaining({ type: 'end', reason })]);
        expect(asking.text).toMatch(/^1 2/);
      }
    });

    test('a cold model is waited for, and each phase is told before the first word', async () => {
      const world = await open('answers');
      const asking = await answered(world, new Asking(world.gateway, { model: COLD }));
      expect(asking.phases).toEqual(tells ? ['waking', 'requested', 'starting', 'running'] : ['unknown']);
      expect(asking.events.findLastIndex(({ type }) => type === 'phase')).toBeLessThan(
        asking.events.findIndex(({ type }) => type === 'text'),
      );
      expect(asking.text).toBe('Hei maailma!');
    });

    test('of a model that was seen to start three times is told how long that takes', async () => {
      const world = await open('answers');
      for (let starts = 0; starts < 3; starts++) {
        await answered(world, new Asking(world.gateway, { model: COLD }));
        world.coolDown();
        await world.clock.advance(180_000, 10_000);
      }
      const asking = new Asking(world.gateway, { model: COLD });
      const name_ = tells ? 'requested' : 'unknown';
      await world.pass(() => asking.phases.includes(name_));
      const told = phase(asking, name_);
      const { since = 0, fromMs = 0, toMs = 0, starts } = (told?.type === 'phase' && told.start) || {};
      expect([starts, since <= world.clock.now(), fromMs <= toMs]).toEqual([3, true, true]);
      expect(fromMs).toBeGreaterThan(30_000);
      const listed = (await world.gateway.models()).models.find(({ id }) => id === COLD);
      expect(listed?.start).toEqual(tells ? { fromMs, toMs, starts } : undefined);
      asking.abort(stopped);
    });

    test('a question that waits for a place is told how many are ahead of it', async () => {
      const world = await open('one at a time');
      const first = new Asking(world.gateway, { person: 'ada', text: 'count to 10' });
      await world.pass(() => first.text !== '');
      const [second, third] = ['bo', 'cy'].map((person) => new Asking(world.gateway, { person }));
      await world.pass(() => third?.phases.includes('queued') === true);
      expect([second, third].map((each) => each && phase(each, 'queued'))).toEqual([
        expect.objectContaining({ ahead: 0, until: expect.any(Number) }),
        expect.objectContaining({ ahead: 1, until: expect.any(Number) }),
      ]);
      await world.pass(() => third?.over === true);
      expect([first, second, third].map((each) => each?.end?.type)).toEqual(['end', 'end', 'end']);
    });

    test.each([['limited', 'budget'] as const, ...(tells ? [['maintenance', 'downtime'] as const] : [])])(
      '%s: a pause is told with its end, and then the answer comes',
      async (situation, name_) => {
        const world = await open(situation);
        const asking = new Asking(world.gateway);
        await world.pass(() => phase(asking, name_) !== undefined);
        const told = phase(asking, name_);
        expect(told).toEqual({ type: 'phase', name: name_, until: expect.any(Number) });
        await answered(world, asking);
        expect(asking.text).toBe('Hei maailma!');
        expect(told && 'until' in told && world.clock.now() >= (told.until ?? 0)).toBe(true);
      },
    );

    test('a model that is not there is a BotError and no end', async () => {
      for (const [situation, model, code] of [
        ['answers', 'acme/never-heard-of', 'model-unknown'],
        ['empty', RUNNING, 'model-unknown'],
      ] as const) {
        const world = await open(situation);
        const asking = await answered(world, new Asking(world.gateway, { model }));
        expect([situation, isBotError(asking.error, code), asking.text, asking.end]).toEqual([
          situation,
          true,
          '',
          undefined,
        ]);
      }
    });

    test('a service that does not answer is waited for, and that is told', async () => {
      const world = await open('down');
      const asking = new Asking(world.gateway, { model: RUNNING });
      await world.pass(() => asking.phases.includes('outage'));
      await world.clock.advance(3_600_000, 60_000);
      expect([asking.over, asking.phases.at(-1)]).toEqual([false, 'outage']);
      asking.abort(stopped);
    });

    test('aborted before, it rejects with the reason and asks nobody', async () => {
      const { gateway } = await open('answers');
      const request = { model: RUNNING, personId: 'ada', askedAt: 0, messages: [textMessage('user', 'why?')] };
      const events = gateway.generate(request, AbortSignal.abort(stopped))[Symbol.asyncIterator]();
      await expect(events.next()).rejects.toBe(stopped);
    });

    test('aborted while it waits or writes, it rejects with the reason, and nothing comes after it', async () => {
      for (const [situation, model, isUnderWay] of [
        ['answers', COLD, (asking: Asking) => asking.phases.includes(tells ? 'requested' : 'unknown')],
        ['slow', RUNNING, (asking: Asking) => asking.text !== ''],
      ] as const) {
        const world = await open(situation);
        const asking = new Asking(world.gateway, { model, text: 'count to 1000' });
        await world.pass(() => isUnderWay(asking));
        asking.abort(stopped);
        await answered(world, asking);
        const { length } = asking.events;
        await world.clock.advance(120_000, 1_000);
        expect([asking.error, asking.end, asking.events.length]).toEqual([stopped, undefined, length]);
      }
    });

    test('who stops reading frees the place', async () => {
      const world = await open('one at a time');
      const request = { model: RUNNING, personId: 'ada', askedAt: 0, messages: [textMessage('user', 'count to 1000')] };
      const reading = (async () => {
        for await (const event of world.gateway.generate(request, new AbortController().signal))
          if (event.type === 'text') return;
      })();
      await outcomeOf(world, reading);
      const since = world.clock.now();
      const next = await answered(world, new Asking(world.gateway, { person: 'bo' }));
      expect(next.text).toBe('Hei maailma!');
      expect(world.clock.now() - since).toBeLessThan(60_000); // the rest would have taken minutes
    });
  });
};

import { describe, expect, test } from 'vitest';
import type { SmallBot } from '../doubles/small-bot.ts';

/** A chat service with a bot and several people on it. */
export interface FloodWorld {
  core: SmallBot;
  start(): Promise<unknown>;
  /** All ask at once, in one conversation or each in one of their own. @returns how to tell the conversations' messages of the bot */
  ask(questions: readonly string[], where: 'one' | 'many'): () => string[];
  /** Time passes until something is seen. */
  drive(see: () => unknown): Promise<unknown>;
}

const QUESTIONS = 300;
/** Of one conversation in a minute: what the core allows unless the operator says something else. */
const TURNS_PER_MINUTE = 20;
const questions = Array.from({ length: QUESTIONS }, (_, n) => `question ${n}?`);
const REFUSAL = 'This conversation has reached the limit of questions';

/** Many questions at once are taken, all of them; what is too much for one conversation is refused together, in one sentence. */
/** @param many how many conversations are tried at once */
export const floodContract = (name: string, open: () => Promise<FloodWorld>, many = QUESTIONS): void => {
  describe(`Flood: ${name}`, () => {
    test('300 at once in one conversation: as many answers as it may have in a minute, and one refusal for the rest', async () => {
      const world = await open();
      await world.start();
      const said = world.ask(questions, 'one');
      const { core } = world;
      await world.drive(() => isOver(core, QUESTIONS) && said().length > TURNS_PER_MINUTE);
      expect(core.gateway.asked).toHaveLength(TURNS_PER_MINUTE);
      const refusals = said().filter((text) => text.includes(REFUSAL));
      expect([said().length, refusals.length]).toEqual([TURNS_PER_MINUTE + 1, 1]);
    });

    test(`${many} at once, each in a conversation of its own, are all answered`, async () => {
      const world = await open();
      await world.start();
      const said = world.ask(questions.slice(0, many), 'many');
      await world.drive(() => isOver(world.core, many) && said().length >= many);
      expect([world.core.gateway.asked.length, said().length]).toEqual([many, many]);
    });
  });
};

/** All have come, and none is open. */
const isOver = ({ database }: SmallBot, count: number): boolean => {
  const [all] = database.all('SELECT count(*) AS count, count(ended_at) AS ended FROM turns');
  return Number(all?.['count']) >= count && all?.['count'] === all?.['ended'];
};

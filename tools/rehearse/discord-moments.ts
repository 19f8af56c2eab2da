import type { DiscordStage } from './discord-stage.ts';
import { longAnswer, models, question } from './models.ts';
import type { Moment, Reach } from './moment.ts';

const WORDS = 'why the sky is blue, in about ten words or so';
const FIRST_WORDS = 'why the sky';
const LONG = longAnswer(900);

const writes = (stage: DiscordStage): Promise<void> =>
  stage.until(() => stage.said().some((text) => text.includes(FIRST_WORDS)), 'the first words');
const stalls = (stage: DiscordStage): void => {
  stage.aitta.addFault({ kind: 'stall', route: 'chat', afterTokens: 6, count: 1 });
};

const beforeTheSecondPart: Reach<DiscordStage> = async (stage) => {
  stage.ask(LONG.asked);
  await stage.until(() => stage.said().length > 0, 'the placeholder');
  stage.discord.faults.push({ match: { method: 'POST', path: /messages$/ }, kind: 'hang' });
  await stage.until(() => stage.discord.calls.some(({ fault }) => fault === 'hang'), 'the second part');
};

/** In the order of a turn. */
export const discordMoments: readonly Moment<DiscordStage>[] = [
  {
    name: 'thread',
    when: 'the thread is open on the question, the bot has not heard of it',
    kills: [
      async (stage) => {
        stage.ask(question(WORDS));
        await stage.until(() => stage.thread, 'the thread');
      },
    ],
    answers: [WORDS],
    mostAsked: 2,
  },
  {
    name: 'placeholder',
    when: 'the placeholder stands, the bot has not heard of it',
    kills: [
      async (stage) => {
        stage.ask(question(WORDS));
        await stage.until(() => stage.said().length > 0, 'the placeholder');
      },
    ],
    answers: [WORDS],
    mostAsked: 2,
  },
  {
    name: 'cold',
    when: 'the model is cold',
    model: models.cold.id,
    kills: [
      async (stage) => {
        stage.ask(question(WORDS));
        await stage.until(() => stage.said().some((text) => text.includes(models.cold.id)), 'the wait for the model');
      },
    ],
    recover: ({ aitta }) => aitta.setWorker(models.cold.id, 'running'),
    answers: [WORDS],
    mostAsked: 2,
  },
  {
    name: 'mid-stream',
    when: 'in mid-stream; meanwhile somebody asks again in the thread',
    kills: [
      async (stage) => {
        stalls(stage);
        stage.ask(question(WORDS));
        await writes(stage);
      },
      async (stage, bot) => {
        bot.signal('SIGSTOP');
        stage.ask(question('the second answer'));
      },
    ],
    answers: [WORDS, 'the second answer'],
    mostAsked: 3,
  },
  {
    name: 'kept',
    when: 'the answer is kept, not said yet',
    kills: [
      async (stage) => {
        const isAnswer = new RegExp(`^(?!.*halt).*${WORDS}`, 's');
        stage.discord.faults.push({ match: { method: 'PATCH', body: isAnswer }, kind: 'hang' });
        stage.ask(question(WORDS));
        await stage.until(() => stage.discord.calls.some(({ fault }) => fault === 'hang'), 'the answer');
      },
    ],
    answers: [WORDS],
    mostAsked: 1,
  },
  {
    name: 'between-parts',
    when: 'between two parts of a long answer',
    model: models.writesFast.id,
    kills: [beforeTheSecondPart],
    answers: [LONG.answer],
    mostAsked: 1,
  },
  {
    name: 'last-part',
    when: 'the last part stands, the turn is not closed',
    model: models.writesFast.id,
    kills: [
      async (stage) => {
        stage.ask(LONG.asked);
        await stage.until(() => stage.said().some((text) => text.includes(' 900')), 'the last part');
      },
    ],
    answers: [LONG.answer],
    mostAsked: 1,
  },
  {
    name: 'slash',
    when: 'in mid-stream of `/aitta ask`',
    kills: [
      async (stage) => {
        stalls(stage);
        await stage.slash(question(WORDS));
        await writes(stage);
      },
    ],
    answers: [WORDS],
    mostAsked: 2,
  },
  {
    name: 'slash-unacknowledged',
    when: '`/aitta ask` is on disk, Discord never hears the acknowledgement',
    kills: [
      async (stage) => {
        stage.discord.faults.push({ match: { method: 'POST', path: /callback$/ }, kind: 'hang' });
        await stage.slash(question(WORDS));
        await stage.until(() => stage.discord.calls.some(({ fault }) => fault === 'hang'), 'the acknowledgement');
      },
    ],
    answers: [WORDS],
    mostAsked: 2,
  },
];

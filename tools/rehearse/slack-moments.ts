import { english } from '../../src/core/sentences/english.ts';
import { longAnswer, models, question } from './models.ts';
import type { Moment, Reach } from './moment.ts';
import { isPart } from './slack-stage.ts';
import type { SlackStage } from './slack-stage.ts';

const WORDS = 'why the sky is blue, in about ten words or so';
const FIRST_WORDS = 'why the sky';
const LONG = longAnswer(4_000);
const sentOnce = async (stage: SlackStage, method: string, part: string): Promise<void> =>
  stage.until(() => stage.sends(method, part) === 1, `${method} of ${part}`);

const inMidStream =
  (direct: boolean): Reach<SlackStage> =>
  async (stage) => {
    stage.aitta.addFault({ kind: 'stall', route: 'chat', afterTokens: 6, count: 1 });
    stage.ask(question(WORDS), { direct });
    await stage.until(() => stage.said().some((text) => text.includes(FIRST_WORDS)), 'the first words');
  };

const asked: Reach<SlackStage> = async (stage) => {
  stage.ask(question(WORDS));
  await stage.until(() => stage.said().some((text) => text.includes(models.cold.id)), 'the wait for the model');
};

const asksOnce: Pick<Moment<SlackStage>, 'answers' | 'mostAsked'> = { answers: [WORDS], mostAsked: 1 };
const asksTwice: Pick<Moment<SlackStage>, 'answers' | 'mostAsked'> = { answers: [WORDS], mostAsked: 2 };

/** In the order of a turn. */
export const slackMoments: readonly Moment<SlackStage>[] = [
  {
    name: 'unread',
    when: 'the event is at the bot’s socket, not read yet',
    kills: [
      async (stage, bot) => {
        bot.signal('SIGSTOP');
        stage.ask(question(WORDS));
        await new Promise(setImmediate); // the frames are on their way to a process that does nothing any more
      },
    ],
    ...asksOnce,
  },
  {
    name: 'accepted',
    when: 'the question is on disk, its acknowledgement never reaches Slack',
    kills: [
      async (stage, bot) => {
        stage.ask(question(WORDS));
        await new Promise(setImmediate);
        stage.slack.sockets.deafen();
        await bot.logged((line) => line['msg'] === 'arrival');
      },
    ],
    ...asksTwice,
  },
  {
    name: 'acknowledged',
    when: 'acknowledged, the first sign of life does not reach Slack',
    kills: [
      async (stage) => {
        stage.slack.faults.push({ method: 'chat.postMessage', kind: 'hang' });
        const ts = stage.ask(question(WORDS));
        await sentOnce(stage, 'chat.postMessage', 'progress');
        await stage.until(() => stage.isAcknowledged(ts), 'the acknowledgement');
      },
    ],
    ...asksTwice,
  },
  {
    name: 'placeholder',
    when: 'the placeholder stands, the bot has not heard of it',
    kills: [
      async (stage) => {
        stage.slack.faults.push({ method: 'chat.postMessage', kind: 'lateResponse' });
        stage.ask(question(WORDS));
        await stage.until(() => stage.said().length > 0, 'the placeholder');
      },
    ],
    ...asksTwice,
  },
  {
    name: 'in-line',
    when: 'a second question waits in line behind the first',
    model: models.cold.id,
    kills: [
      async (stage, bot) => {
        await asked(stage, bot);
        stage.ask(question('the second answer'));
        await stage.until(() => stage.said().includes(english.behind(1)), 'the place in line');
      },
    ],
    recover: ({ aitta }) => aitta.setWorker(models.cold.id, 'running'),
    answers: [WORDS, 'the second answer'],
    mostAsked: 3,
  },
  {
    name: 'cold',
    when: 'the model is cold',
    model: models.cold.id,
    kills: [asked],
    recover: ({ aitta }) => aitta.setWorker(models.cold.id, 'running'),
    ...asksTwice,
  },
  {
    name: 'first-token',
    when: 'the model has the question, before its first token',
    model: models.ponders.id,
    kills: [
      async (stage) => {
        stage.ask(question(WORDS));
        await stage.aitta.seen(({ chat, status }) => chat !== undefined && status === 200);
      },
    ],
    recover: ({ aitta }) => aitta.putModel({ id: models.ponders.id, window: 131_072 }),
    ...asksTwice,
  },
  { name: 'mid-stream', when: 'in mid-stream', kills: [inMidStream(false)], ...asksTwice },
  {
    name: 'native-stream',
    when: 'in mid-stream, in a direct message (Slack’s own stream)',
    kills: [inMidStream(true)],
    ...asksTwice,
  },
  {
    name: 'native-stream-begun',
    when: 'Slack’s own stream has begun, the bot has not heard of it',
    kills: [
      async (stage) => {
        stage.slack.faults.push({ method: 'chat.startStream', kind: 'lateResponse' });
        stage.aitta.addFault({ kind: 'stall', route: 'chat', afterTokens: 6, count: 1 });
        stage.ask(question(WORDS), { direct: true });
        await stage.until(() => stage.said().some((text) => text.includes(FIRST_WORDS)), 'the stream');
      },
    ],
    ...asksTwice,
  },
  {
    name: 'kept',
    when: 'the answer is kept, not said yet',
    kills: [
      async (stage) => {
        stage.slack.faults.push({ method: 'chat.update', kind: 'hang', when: (args) => isPart(args, '#0') });
        stage.ask(question(WORDS));
        await sentOnce(stage, 'chat.update', '#0');
      },
    ],
    ...asksOnce,
  },
  {
    name: 'between-parts',
    when: 'between two parts of a long answer',
    model: models.writesFast.id,
    kills: [
      async (stage) => {
        stage.slack.faults.push({ method: 'chat.postMessage', kind: 'hang', when: (args) => isPart(args, '#1') });
        stage.ask(LONG.asked);
        await sentOnce(stage, 'chat.postMessage', '#1');
      },
    ],
    answers: [LONG.answer],
    mostAsked: 1,
  },
  {
    name: 'last-part',
    when: 'the last part stands, the turn is not closed',
    model: models.writesFast.id,
    kills: [
      async (stage) => {
        stage.slack.faults.push({
          method: 'chat.postMessage',
          kind: 'lateResponse',
          when: (args) => isPart(args, '#1'),
        });
        stage.ask(LONG.asked);
        await stage.until(() => stage.said().some((text) => text.includes(' 4000')), 'the last part');
      },
    ],
    answers: [LONG.answer],
    mostAsked: 1,
  },
  {
    name: 'stopped',
    when: 'Stop was pressed while the model is cold',
    model: models.cold.id,
    kills: [
      async (stage, bot) => {
        await asked(stage, bot);
        stage.press(english.stop);
        await bot.logged((line) => line['msg'] === 'arrival' && line['kind'] === 'command');
      },
    ],
    answers: [english.stoppedBeforeText],
    mostAsked: 2,
  },
  {
    name: 'three-times',
    when: 'three times: in mid-stream, with the answer kept, between its parts',
    model: models.writesFast.id,
    kills: [
      async (stage) => {
        stage.aitta.addFault({ kind: 'stall', route: 'chat', afterTokens: 600, count: 1 });
        stage.slack.faults.push(
          { method: 'chat.update', kind: 'hang', when: (args) => isPart(args, '#0') },
          { method: 'chat.postMessage', kind: 'hang', when: (args) => isPart(args, '#1') },
        );
        stage.ask(LONG.asked);
        await stage.until(() => stage.said().some((text) => text.includes('1 2 3')), 'the first words');
      },
      (stage) => sentOnce(stage, 'chat.update', '#0'),
      (stage) => sentOnce(stage, 'chat.postMessage', '#1'),
    ],
    answers: [LONG.answer],
    mostAsked: 2,
  },
];

import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { BotProcess, createFolder } from '../../test/whole/bot-process.ts';
import { models } from './models.ts';
import type { Moment, Outcome, Stage } from './moment.ts';
import { patiently } from './patiently.ts';

/** Walks to the moment, kills the process with SIGKILL, starts another one, lets it finish, and looks at what is there then. */
export const rehearseMoment = async <S extends Stage>(
  moment: Moment<S>,
  openStage: () => Promise<S>,
): Promise<Outcome> => {
  const folder = createFolder();
  const store = join(folder.path, 'bot.sqlite');
  const stage = await openStage();
  const bots: BotProcess[] = [];
  const start = async (): Promise<BotProcess> => {
    const AITTA_MODEL = moment.model ?? models.talks.id;
    const bot = new BotProcess({
      STORE_URL: `sqlite:${store}`,
      LOG_LEVEL: 'debug',
      AITTA_MODEL,
      ...stage.settings,
    });
    bots.push(bot);
    await bot.started();
    return bot;
  };
  const atKill: string[] = [];
  const problems: string[] = [];
  try {
    let bot = await start();
    let killedAt = 0;
    for (const reach of moment.kills) {
      await reach(stage, bot).catch(noteTo(problems));
      atKill.push(stage.said().join(' / '));
      await bot.kill();
      killedAt = Date.now();
      bot = await start();
    }
    moment.recover?.(stage);
    await stage.until(() => isWhole(moment, stage), 'the whole answer').catch(noteTo(problems));
    const seconds = (Date.now() - killedAt) / 1_000;
    await stage.redeliver().catch(noteTo(problems));
    await allClosed(store).catch(noteTo(problems));
    bot.signal('SIGTERM'); // ends what is still open, so that nothing can be said after the look
    const code = await bot.ended;
    if (code !== 0) problems.push(`the last process ended with ${code}`);
    return judge(moment, stage, { atKill, seconds, problems, open: openTurns(store), log: logOf(bots) });
  } finally {
    await Promise.all(bots.map((bot) => bot.kill()));
    await stage.close();
    folder.remove();
  }
};

const noteTo =
  (problems: string[]) =>
  (error: unknown): void =>
    void problems.push(error instanceof Error ? error.message : String(error));

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
/** All that the bot said, as one line; Discord's small print without its marks. */
const allOf = (stage: Stage): string => flat(stage.said().join(' ').replaceAll('-# ', ''));
const occurrences = (text: string, words: string): number => text.split(words).length - 1;

const isWhole = (moment: Moment<never>, stage: Stage): boolean =>
  moment.answers.every((answer) => allOf(stage).includes(flat(answer)));

const openTurns = (store: string): number => {
  const database = new DatabaseSync(store, { readOnly: true });
  const row = database.prepare('SELECT count(*) AS open FROM turns WHERE ended_at IS NULL').get();
  database.close();
  return Number(row?.['open']);
};

/** An answer that stood already when the process was killed is seen before the next process has taken its turn over and closed it. */
const allClosed = (store: string): Promise<void> =>
  patiently(async (signal) => {
    while (!signal.aborted && openTurns(store) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }, 'the end of every turn');

const logOf = (bots: readonly BotProcess[]): string => bots.map((bot) => bot.stdout + bot.stderr).join('');

const judge = <S extends Stage>(
  moment: Moment<S>,
  stage: S,
  seen: { atKill: string[]; seconds: number; problems: string[]; open: number; log: string },
): Outcome => {
  const { atKill, seconds, problems, open, log } = seen;
  const all = allOf(stage);
  const counts = moment.answers.map((answer) => occurrences(all, flat(answer)));
  const asked = stage.aitta.requests.filter((request) => request.chat !== undefined).length;
  if (counts.includes(0)) problems.push('a question is lost');
  if (counts.some((count) => count > 1)) problems.push('a question is answered twice');
  const rest = moment.answers.reduce((text, answer) => text.replace(flat(answer), ''), all);
  const beside = flat(Object.values(models).reduce((text, { id }) => text.replaceAll(id, ''), rest));
  if (beside !== '') problems.push(`beside the answer: ${beside.slice(0, 200)}`);
  const places = moment.answers.map((answer) => all.indexOf(flat(answer)));
  if (places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0))) problems.push('out of order');
  if (asked > moment.mostAsked) problems.push(`the model was asked ${asked} times`);
  if (open > 0) problems.push(`${open} turns are still open`);
  if (moment.answers.some((answer) => log.includes(answer))) problems.push('words of a conversation are in the log');
  return {
    when: moment.when,
    atKill,
    inTheEnd: stage.said(),
    answers: counts.reduce((sum, count) => sum + count, 0),
    asked,
    seconds,
    problems,
  };
};

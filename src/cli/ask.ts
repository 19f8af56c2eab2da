import { AittaModelGateway } from '../adapters/aitta/aitta-model-gateway.ts';
import { RequestBudget } from '../adapters/aitta/request-budget.ts';
import { unlessAborted } from '../aitta/deadline.ts';
import { byReadiness, findNames } from '../core/choose-model.ts';
import { systemClock, type Clock } from '../core/clock.ts';
import { BotError, isBotError } from '../core/errors.ts';
import type { Message, Model } from '../core/ports.ts';
import { withAitta, type AittaSession } from './aitta-session.ts';
import { VerbFailure } from './failure-line.ts';
import { findOnlyName } from './find-only-name.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { readQuestion } from './read-question.ts';
import { runVerb, type VerbIo } from './run-verb.ts';
import { StatusLine } from './status-line.ts';
import { streamAnswer } from './stream-answer.ts';

const USAGE = `Usage: aitta-bot ask [--model ID] QUESTION
       ... | aitta-bot ask [--model ID] [QUESTION -]

Asks a model, and writes its answer to stdout while it comes. What is being waited for is told on stderr. Ctrl-C ends it, also at Aitta.
Without a question, or with - as its last word, it reads what is piped in. With SYSTEM_PROMPT set, that goes in front.

  --model   an id, or a part of one that fits no other; default AITTA_MODEL, else the most available model with the largest context
`;

/** `aitta-bot ask`. @returns the exit code, see `runVerb`; 1 also for an answer that was cut off. @throws SettingsError */
export const ask = (argv: readonly string[], io: VerbIo, clock: Clock = systemClock): Promise<number> =>
  runVerb('ask', io, async () => {
    const { values, positionals } = parseCommandLine({
      args: [...argv],
      allowPositionals: true,
      options: { model: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      io.stdout.write(USAGE);
      return 0;
    }
    const question = await readQuestion(positionals, io);
    return withAitta(io, clock, (session) => answer(question, values.model, session, io));
  });

const answer = async (
  question: string,
  wanted: string | undefined,
  session: AittaSession,
  io: VerbIo,
): Promise<number> => {
  const { client, clock, config, log } = session;
  const gateway = new AittaModelGateway({
    client,
    clock,
    log,
    meter: { count: () => undefined, observe: () => undefined },
    budget: new RequestBudget({ clock, ...config.budget }),
    proxy: config.proxy,
    contextTokens: config.contextTokens,
  });
  const status = new StatusLine(io);
  try {
    status.show('Asking Aitta for its models …', '');
    const { models } = await unlessAborted(gateway.models(), io.signal);
    const model = wanted === undefined ? defaultModel(models, config.model) : namedModel(models, wanted);
    if (wanted === undefined && config.model === undefined) {
      status.clear();
      io.stderr.write(`Asking ${model}.\n`);
    }
    const messages: Message[] = [
      ...(config.systemPrompt === undefined ? [] : [{ role: 'system' as const, text: config.systemPrompt }]),
      { role: 'user', text: question },
    ];
    const events = gateway.generate({ model, personId: 'command line', messages }, io.signal);
    return await streamAnswer({ model, events, status, clock, io });
  } catch (error) {
    if (!isBotError(error, 'aitta-failed')) throw error;
    throw new BotError('aitta-failed', `${error.message}, at ${client.url}`, { cause: error });
  } finally {
    status.clear();
    await gateway.close();
  }
};

/** As the bot chooses, where nobody has set anything. */
const defaultModel = (models: readonly Model[], operatorModel: string | undefined): string => {
  if (operatorModel === undefined) {
    const [best] = byReadiness(models);
    if (!best) throw new VerbFailure('Aitta offers no chat model at the moment.');
    return best.id;
  }
  if (models.some(({ id }) => id === operatorModel)) return operatorModel;
  throw new VerbFailure(
    `Aitta offers no model ${operatorModel}, which AITTA_MODEL names; \`aitta-bot models\` lists those it has.`,
  );
};

const namedModel = (models: readonly Model[], wanted: string): string => {
  const chat = byReadiness(models).map(({ id }) => id);
  const all = models.map(({ id }) => id);
  if (findNames(chat, wanted).length > 0) return findOnlyName(chat, wanted);
  throw new VerbFailure(`${findOnlyName(all, wanted)} is not a chat model.`);
};

import { AittaModelGateway } from '../adapters/aitta/aitta-model-gateway.ts';
import { RequestBudget } from '../adapters/openai/budget/request-budget.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { CHAT_COMPLETION } from '../aitta/model-data.ts';
import { Model } from '../aitta/model.ts';
import { proxyToAitta } from '../connect-aitta.ts';
import { byReadiness } from '../core/prompt/choose-model.ts';
import { windowOf } from '../core/prompt/prepare-prompt.ts';
import { tooLong } from '../core/prompt/too-long.ts';
import { systemClock, type Clock } from '../async/clock.ts';
import { BotError, isBotError } from '../core/errors.ts';
import type { Message } from '../core/ports/message.ts';
import { textMessage } from '../core/prompt/message.ts';
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

Asks a model and writes its answer to stdout as it comes. What it waits for goes to stderr. Ctrl-C ends the request, also at Aitta.
Without a question, or with - as the last word, it reads what is piped in. SYSTEM_PROMPT, if set, goes in front.

  --model   an id, or a part of one that matches no other; default AITTA_MODEL, else the most available model with the largest context
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
  const { client, clock, config } = session;
  const gateway = openGateway(session);
  const status = new StatusLine(io);
  let model: string | undefined;
  try {
    status.show('Asking Aitta for its models …', '');
    const named = await findNamed(wanted, session, io.signal);
    model = named ?? (await findBest(gateway, io.signal));
    if (named === undefined) {
      status.clear();
      io.stderr.write(`Asking ${model}.\n`);
    }
    const messages: Message[] = [
      ...(config.systemPrompt === undefined ? [] : [textMessage('system', config.systemPrompt)]),
      textMessage('user', question),
    ];
    const events = gateway.generate({ model, personId: 'command line', askedAt: clock.now(), messages }, io.signal);
    return await streamAnswer({ model, events, status, clock, io });
  } catch (error) {
    if (isBotError(error, 'too-long') && model !== undefined) {
      const { models } = await gateway.models();
      throw tooLong({ model, contextTokens: windowOf(model, models, config.contextTokens) }, models, error);
    }
    if (!isBotError(error, 'aitta-failed')) throw error;
    throw new BotError('aitta-failed', `${error.message}, at ${client.url}`, { cause: error });
  } finally {
    status.clear();
    await gateway.close();
  }
};

const openGateway = ({ client, clock, config, log }: AittaSession): AittaModelGateway =>
  new AittaModelGateway({
    client,
    clock,
    log,
    meter: { count: () => undefined, observe: () => undefined },
    budget: new RequestBudget({ clock, ...config.budget }),
    proxy: proxyToAitta(config),
    contextTokens: config.contextTokens,
  });

/** As the bot chooses, where nobody has set anything. */
const findBest = async (gateway: AittaModelGateway, signal: AbortSignal): Promise<string> => {
  const { models } = await unlessAborted(gateway.models(), signal);
  const [best] = byReadiness(models);
  if (!best) throw new VerbFailure('Aitta offers no chat model at the moment.');
  return best.id;
};

/** The model of the command line or the settings; undefined where they name none. Costs two requests, however many models there are. */
const findNamed = async (
  wanted: string | undefined,
  { client, config }: AittaSession,
  signal: AbortSignal,
): Promise<string | undefined> => {
  if (wanted === undefined && config.model === undefined) return undefined;
  const references = await client.getModelList({ signal });
  const ids = references.map(({ id }) => id);
  const name = wanted === undefined ? config.model : findOnlyName(ids, wanted);
  const reference = references.find(({ id }) => id === name);
  if (!reference)
    throw new VerbFailure(
      `AITTA_MODEL names ${name}, which Aitta does not offer; \`aitta-bot models\` lists what it has.`,
    );
  const { id, capabilities } = await Model.load(reference, client, { signal });
  if (!capabilities.has(CHAT_COMPLETION)) throw new VerbFailure(`${id} is not a chat model.`);
  return id;
};

import { unlessAborted } from '../async/unless-aborted.ts';
import { byReadiness } from '../core/prompt/choose-model.ts';
import { windowOf } from '../core/prompt/prepare-prompt.ts';
import { tooLong } from '../core/prompt/too-long.ts';
import { systemClock, type Clock } from '../async/clock.ts';
import { BotError, isBotError } from '../core/errors.ts';
import type { ModelGateway } from '../core/ports/model.ts';
import type { Message } from '../core/ports/message.ts';
import { textMessage } from '../core/prompt/message.ts';
import { withGateway, type GatewaySession } from './gateway-session.ts';
import { VerbFailure } from './failure-line.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { readQuestion } from './read-question.ts';
import { runVerb, type VerbIo } from './run-verb.ts';
import { StatusLine } from './status-line.ts';
import { streamAnswer } from './stream-answer.ts';

const USAGE = `Usage: aitta-bot ask [--model ID] QUESTION
       ... | aitta-bot ask [--model ID] [QUESTION -]

Asks a model and writes its answer to stdout as it comes. What it waits for goes to stderr. Ctrl-C ends the request, also at the service.
Without a question, or with - as the last word, it reads what is piped in. SYSTEM_PROMPT, if set, goes in front.

  --model   an id, or a part of one that matches no other; default AITTA_MODEL or OPENAI_MODEL, else the most available model with the largest context
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
    return withGateway(io, clock, (session) => answer(question, values.model, session, io));
  });

const answer = async (
  question: string,
  wanted: string | undefined,
  { gateway, clock, config, title, address, findNamed }: GatewaySession,
  io: VerbIo,
): Promise<number> => {
  const status = new StatusLine(io);
  let model: string | undefined;
  try {
    status.show(`Asking ${title} for its models …`, '');
    const named = await findNamed(wanted, io.signal);
    model = named ?? (await findBest(gateway, title, io.signal));
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
    if (!isBotError(error, 'service-failed')) throw error;
    throw new BotError('service-failed', `${error.message}, at ${address}`, { cause: error });
  } finally {
    status.clear();
  }
};

/** As the bot chooses, where nobody has set anything. */
const findBest = async (gateway: ModelGateway, title: string, signal: AbortSignal): Promise<string> => {
  const { models } = await unlessAborted(gateway.models(), signal);
  const [best] = byReadiness(models);
  if (!best) throw new VerbFailure(`${title} offers no chat model at the moment.`);
  return best.id;
};

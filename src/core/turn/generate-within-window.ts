import { isBotError } from '../errors.ts';
import { preparePrompt, windowOf } from '../prompt/prepare-prompt.ts';
import type { PromptRequest, PromptSources } from '../prompt/prepare-prompt.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { tooLong } from '../prompt/too-long.ts';

/** How often a prompt is made smaller after the server found it too long. */
const MAX_SHRINKS = 3;

/**
 * Asks with all that fits. When the server finds that too long, it is asked again with what fits into the window that it named, or into half
 * of it where it named none; never twice with the same prompt.
 *
 * @throws BotError 'too-long' with the window when even an eighth of it is too much
 */
export const generateWithinWindow = async <T>(
  request: Omit<PromptRequest, 'share'>,
  sources: PromptSources,
  generate: (prompt: Prompt) => Promise<T>,
): Promise<T & Pick<Prompt, 'trimmed' | 'files'>> => {
  let [share, window, sent] = [1, await windowNow(request.model, sources), ''];
  let refused: unknown;
  for (let shrinks = 0; shrinks <= MAX_SHRINKS; shrinks++) {
    const prompt = await preparePrompt({ ...request, share }, sources);
    const asked = JSON.stringify(prompt.messages);
    if (asked !== sent) {
      sent = asked;
      try {
        return { ...(await generate(prompt)), trimmed: prompt.trimmed, files: prompt.files };
      } catch (error) {
        if (!isBotError(error, 'too-long')) throw error;
        refused = error;
      }
    }
    const before = window;
    window = await windowNow(request.model, sources);
    share = window < before ? 1 : share / 2;
  }
  throw await gaveUp(request.model, sources, refused);
};

const windowNow = async (model: string, { gateway, operator }: PromptSources): Promise<number> =>
  windowOf(model, (await gateway.models()).models, operator.contextTokens);

const gaveUp = async (model: string, { gateway, operator }: PromptSources, cause: unknown): Promise<Error> => {
  const { models } = await gateway.models();
  return tooLong({ model, contextTokens: windowOf(model, models, operator.contextTokens) }, models, cause);
};

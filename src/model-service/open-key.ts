import type { OpenaiService } from '../adapters/openai/openai-settings.ts';
import type { TokenSource } from '../adapters/openai/chat/token-source.ts';
import { FileAccessTokenSource } from '../aitta/file-access-token-source.ts';
import { StaticAccessTokenSource } from '../aitta/static-access-token-source.ts';
import type { Clock } from '../async/clock.ts';
import { toError } from '../async/to-error.ts';
import { BotError } from '../core/errors.ts';
import { KnownTokens } from './known-tokens.ts';
import type { Secrets } from '../operate/secrets.ts';

/** The key of a service, whose file is read again for each request. @throws BotError 'settings' for one that cannot be used. */
export const openKey = (
  key: OpenaiService['key'],
  { clock, secrets }: { clock: Clock; secrets: Secrets },
): TokenSource => {
  if (!key) return { getAccessToken: () => undefined };
  const options = { clock, onWarning: () => undefined };
  try {
    const source =
      'file' in key ? new FileAccessTokenSource(key.file, options) : new StaticAccessTokenSource(key.text, options);
    return new KnownTokens(source, secrets);
  } catch (error) {
    throw new BotError('settings', `OPENAI_API_KEY cannot be used: ${toError(error).message}`, { cause: error });
  }
};

import type { Check } from '../../../findings/finding.ts';
import { failed, ok, warning } from '../../../findings/finding.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { probeStore } from './probe-store.ts';
import type { ProbeOptions } from './probe-store.ts';
import { ADVICE, StoreFailure } from './store-trouble.ts';

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|)$/;

/** The database: reached, written, read. @param name as people are shown it */
export async function* checkDatabase(options: ProbeOptions & { name: string }, cipher: StoreCipher): Check {
  const { name, url } = options;
  try {
    const { exists, version, isEncrypted, otherBot } = await probeStore(options, cipher);
    yield ok('store', `${name} can be written and read (PostgreSQL ${version}${exists ? '' : ', nothing in it yet'})`);
    if (otherBot !== undefined) yield failed('store', otherBot, ADVICE['other-bot']);
    const isLeftOpen = !isEncrypted && !LOCAL.test(new URL(url).hostname) && !/[?&]sslmode=/.test(url);
    if (isLeftOpen)
      yield warning(
        'store',
        'the connection to the database is not encrypted',
        'Add ?sslmode=verify-full to STORE_URL, or sslmode=disable where nobody else reads the network.',
      );
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    yield failed('store', `${name} cannot be used: ${error.message}`, ADVICE[error.trouble]);
  }
}

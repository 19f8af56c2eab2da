import { statSync } from 'node:fs';
import { warning } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { readGiven } from '../settings/given.ts';
import type { Environment } from '../settings/given.ts';

const OTHERS_MAY_READ = 0o004;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Who else could read tokens and what people say: on this machine, and on the way to other ones. */
export function* checkSecrecy(env: Environment, envFile = '.env'): Iterable<Finding> {
  const mode = statSync(envFile, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & OTHERS_MAY_READ) !== 0)
    yield warning(
      'settings',
      `everybody on this machine can read the tokens in ${envFile}`,
      `Run: chmod 600 ${envFile}`,
    );
  for (const [name, value] of readGiven(env)) {
    if (!name.endsWith('_API_URL') || !URL.canParse(value)) continue;
    const { protocol, hostname, host } = new URL(value);
    if (protocol !== 'http:' || LOOPBACK.test(hostname)) continue;
    const note = `${name} goes to ${host} without encryption: the token and what people say can be read on the way`;
    yield warning('settings', note, `Write https:// in ${name}.`);
  }
}

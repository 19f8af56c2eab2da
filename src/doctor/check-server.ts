import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import { failed, ok, warning } from '../findings/finding.ts';
import type { Check, Finding } from '../findings/finding.ts';
import type { Probe } from '../findings/probe.ts';

const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** The address of the HTTP server: free, or taken by the bot itself, which then tells how it is. */
export async function* checkServer({ http }: Config, probe: Probe): Check {
  const { host, port } = http;
  const code = port === 0 ? undefined : await tryToListen(host, port);
  if (code === undefined) yield ok('server', `HOST and PORT (${host}:${port}) are free`);
  else if (code === 'EADDRINUSE') yield* await askWhoIsThere(host, port, probe);
  else yield failed('server', `HOST and PORT (${host}:${port}) cannot be used (${code})`, adviceFor(code, host));
}

const adviceFor = (code: string, host: string): string => {
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 in a container.`;
  if (code === 'EACCES') return 'Ports below 1024 are for root: set PORT to a higher one, such as 3000.';
  return 'Set HOST and PORT to an address that this process may use.';
};

const tryToListen = (host: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });

const askWhoIsThere = async (host: string, port: number, probe: Probe): Promise<Finding[]> => {
  const address = `${EVERYWHERE.has(host) ? '127.0.0.1' : host}:${port}`;
  const { status, json } = await probe
    .ask(`http://${address}/readyz`, {}, { isOwn: true })
    .catch(() => ({ status: 0, json: undefined }));
  const parts = isReadiness(json) ? json.parts : undefined;
  if (!parts)
    return [
      failed('server', `another program uses HOST and PORT (${host}:${port})`, 'Stop it, or set PORT to a free one.'),
    ];
  if (status === 200) return [ok('server', `the bot is running at ${address}, and all its parts work`)];
  const ill = Object.entries(parts).filter(([, part]) => !part.ok);
  const why = ill.map(([name, part]) => `${name}: ${part.note}`).join('; ');
  return [
    warning(
      'server',
      `the bot is running at ${address}, but it is not ready (${why === '' ? 'it is stopping' : why})`,
      'Look at the findings about that part below, and at its log.',
    ),
  ];
};

interface Readiness {
  parts: Record<string, { ok: boolean; note: string }>;
}

const isReadiness = (json: unknown): json is Readiness =>
  typeof json === 'object' && json !== null && 'parts' in json && typeof json.parts === 'object' && json.parts !== null;

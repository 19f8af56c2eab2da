// The image's HEALTHCHECK: does /healthz answer? With an agent of its own, because Node's may lead through a proxy.
import { Agent, get } from 'node:http';
import { cleanValue } from '../src/settings/clean-value.ts';

const HOST = cleanValue(process.env.HOST ?? '');
const PORT = cleanValue(process.env.PORT ?? '');
const host = !HOST || ['0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST;
const options = { host, port: PORT || '3000', path: '/healthz', agent: new Agent(), timeout: 4_000 };

process.exitCode = 1;
const request = get(options, (response) => {
  response.resume();
  if (response.statusCode === 200) process.exitCode = 0;
  else console.error(`/healthz answers ${response.statusCode}`);
});
request.on('timeout', () => request.destroy(new Error('/healthz does not answer')));
request.on('error', (error) => console.error(error.message));

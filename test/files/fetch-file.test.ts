import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/async/clock.ts';
import { systemClock } from '../../src/async/clock.ts';
import type { Fetched } from '../../src/core/ports/files.ts';
import { fetchFile } from '../../src/files/fetch-file.ts';
import { startRawHttpServer } from '../fakes/raw-http-server.ts';
import type { RawHandler } from '../fakes/raw-http-server.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';

const MAX_BYTES = 1_000;
const headers = { authorization: 'Bearer secret' };
const wanted = new AbortController().signal;

const shown = (fetched: Fetched): string =>
  fetched.type === 'bytes' ? Buffer.from(fetched.bytes).toString() : fetched.why;
const get = async (url: string, origins: string[], clock: Clock = systemClock): Promise<string> =>
  shown(await fetchFile({ url, headers, origins }, { maxBytes: MAX_BYTES, clock, signal: wanted }));
const getFrom = async (handler: RawHandler): Promise<string> => {
  const { url } = await startRawHttpServer(handler);
  return get(`${url}/file`, [url]);
};

describe('a file is fetched', () => {
  test('from the platform’s own hosts alone: elsewhere nobody is asked, and nobody gets the token', async () => {
    const own = await startRawHttpServer(() => ({ body: 'hello' }));
    const other = await startRawHttpServer(() => ({ body: 'hello' }));
    expect(await get(`${own.url}/file`, [own.url])).toBe('hello');
    expect(await get(`${other.url}/file`, [own.url])).toBe('elsewhere');
    expect(other.requests).toEqual([]);
  });

  test('no redirect leads off: not to a sign-in page, not into the operator’s own network', async () => {
    const inside = await startRawHttpServer(() => ({ body: 'the operator’s own' }));
    for (const location of [`${inside.url}/admin`, 'http://169.254.169.254/latest/meta-data', 'file:///etc/passwd'])
      expect(await getFrom(() => ({ status: 302, headers: { location } }))).toBe('forbidden');
    expect(inside.requests).toEqual([]);
    expect(await getFrom(() => ({ status: 302, headers: { location: '/again' } }))).toBe('forbidden');
  });

  test('a redirect on the same host is followed', async () => {
    const handler: RawHandler = ({ path }) =>
      path === '/file' ? { status: 302, headers: { location: '/there' } } : { body: 'hello' };
    expect(await getFrom(handler)).toBe('hello');
  });

  test.each([
    ['by what it announces: 10 GB', { 'content-length': '10000000000' }, 1],
    ['by what comes, whatever it announces', {}, 1_000_000],
  ])('no larger than may be, %s', async (_name, more, pieces) => {
    let sent = 0;
    const outcome = await getFrom((_request, response) => {
      response.writeHead(200, more);
      const send = (): void => {
        if (sent++ < pieces && !response.destroyed) response.write('x'.repeat(500), send);
      };
      send();
      return undefined;
    });
    expect(outcome).toBe('too-big');
    expect(sent).toBeLessThan(100_000);
  });

  test('what is packed on its way counts unpacked', async () => {
    const body = gzipSync('x'.repeat(1_000_000));
    expect(body.length).toBeLessThan(2_000);
    expect(await getFrom(() => ({ headers: { 'content-encoding': 'gzip' }, body }))).toBe('too-big');
  });

  test.each([
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'gone'],
    [410, 'gone'],
    [400, 'failed'],
  ])('HTTP %i is a reason: %s', async (status, why) => {
    expect(await getFrom(() => ({ status }))).toBe(why);
  });

  test('what may work a moment later is tried again, a few times', async () => {
    const clock = new DrivenClock();
    const answers = [503, 429, 200];
    const server = await startRawHttpServer(() => ({ status: answers.shift() ?? 503, body: 'hello' }));
    const outcomes: string[] = [];
    for (const _ of [1, 2]) {
      void get(`${server.url}/file`, [server.url], clock).then((outcome) => outcomes.push(outcome));
      const known = outcomes.length;
      for (let n = 0; n < 100 && outcomes.length === known; n += 1) {
        await until(() => true);
        await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(500);
      }
      await until(() => outcomes.length > known);
    }
    expect([outcomes, server.requests.length]).toEqual([['hello', 'failed'], 6]);
  });

  test('a host that hangs is given up after a minute, and who does not want it any more waits no longer', async () => {
    const clock = new DrivenClock();
    const { url, requests } = await startRawHttpServer(() => undefined);
    let outcome: string | undefined;
    void get(`${url}/file`, [url], clock).then((is) => (outcome = is));
    await until(() => requests.length === 1);
    await clock.advance(60_000, 10_000);
    await until(() => outcome !== undefined);
    expect(outcome).toBe('failed');
    const gone = new AbortController();
    const limit = { maxBytes: MAX_BYTES, clock, signal: gone.signal };
    const fetching = fetchFile({ url: `${url}/file`, origins: [url] }, limit);
    gone.abort(new Error('stopped'));
    await expect(fetching).rejects.toThrow('stopped');
  });
});

import { describe, expect, test } from 'vitest';
import { APIErrorResponse, MalformedAPIResponse } from '../../src/aitta/errors.ts';
import { hal } from '../fakes/raw-http-server.ts';
import { clientOf, failureOf, startAitta } from './documents.ts';

const wire = { begin: '2026-12-01T06:00:00Z', end: '2026-12-01T10:00:00Z', reason: 'Planned service break' };
const downtime = {
  begin: new Date('2026-12-01T06:00:00Z'),
  end: new Date('2026-12-01T10:00:00Z'),
  reason: 'Planned service break',
};
const json = (value: unknown): string => JSON.stringify(value);

describe('the status of the service', () => {
  test.each(['"OK"', 'OK', 'ok\n'])('%j, of whatever content type, is well', async (body) => {
    const server = await startAitta({ '/status': { headers: { 'content-type': 'text/plain' }, body } });
    expect(await clientOf(server).getStatus()).toEqual({ ok: true });
    expect(server.requests[0]?.authorization).toBeDefined();
  });

  test('a maintenance break has its times and its reason', async () => {
    const server = await startAitta({ '/status': { body: json(wire) } });
    expect(await clientOf(server).getStatus()).toEqual({ ok: false, ...downtime });
  });

  test('what a maintenance break does not say, or says in another form, is left out', async () => {
    const server = await startAitta({
      '/status': { body: json({ begin: 'soon', end: null, reason: 7, cost: 'none' }) },
    });
    expect(await clientOf(server).getStatus()).toEqual({ ok: false });
  });

  test('an answer of 503 is a maintenance break, with the times if it states them', async () => {
    const stated = await startAitta({ '/status': hal({ error: 'service_unavailable', details: wire }, 503) });
    expect(await clientOf(stated).getStatus()).toEqual({ ok: false, ...downtime });
    const page = await startAitta({ '/status': { status: 503, body: '<h1>503 Service Unavailable</h1>' } });
    expect(await clientOf(page).getStatus()).toEqual({ ok: false });
  });

  test('other failures are failures', async () => {
    const server = await startAitta({ '/status': { status: 502 } });
    expect(await failureOf(clientOf(server).getStatus())).toBeInstanceOf(APIErrorResponse);
  });

  test.each(['', 'null', '[]', 'Welcome to nginx'])('%j is malformed', async (body) => {
    const server = await startAitta({ '/status': { body } });
    expect(await failureOf(clientOf(server).getStatus())).toBeInstanceOf(MalformedAPIResponse);
  });
});

describe('maintenance breaks', () => {
  test.each([
    ['a list', [wire]],
    ['a HAL document', { _embedded: { downtimes: [wire] } }],
    ['a list by name', { downtimes: [wire] }],
    ['a single break', wire],
  ])('%s is read', async (_, body) => {
    const server = await startAitta({
      '/downtimes': { headers: { 'content-type': 'application/json' }, body: json(body) },
    });
    expect(await clientOf(server).getDowntimes()).toEqual([downtime]);
  });

  test('anything else is malformed', async () => {
    const server = await startAitta({ '/downtimes': { body: json({ breaks: [] }) } });
    expect(await failureOf(clientOf(server).getDowntimes())).toBeInstanceOf(MalformedAPIResponse);
  });
});

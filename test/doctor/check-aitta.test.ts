import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Standin, StandinOptions } from '../../src/standin/standin.ts';
import { STANDIN_API_KEY } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { consult, createFolder } from './consultation.ts';
import { openAitta } from './surroundings.ts';

const examine = async (
  spoil: (aitta: Standin) => Record<string, string> | void | Promise<Record<string, string> | void> = () => undefined,
  options?: StandinOptions,
): Promise<{ code: number; aitta: string[] }> => {
  const { env, aitta } = await openAitta(options);
  const { code, of } = await consult({ ...env, ...(await spoil(aitta)) });
  return { code, aitta: of('aitta') };
};
const withKey = (key: string) => ({ AITTA_ACCESS_TOKEN: '', AITTA_API_KEY: key });
/** A token that ends so many days from now. */
const jwt = (days: number): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: 'a', exp: Math.floor(Date.now() / 1_000 + days * 86_400) })}.x`;
};

describe('an Aitta where all is well', () => {
  test('tells its models, and one of them answers', async () => {
    const { aitta } = await examine();
    expect(aitta).toEqual([
      expect.stringMatching(/^ok: .* can be reached$/),
      'ok: it accepts the access token',
      expect.stringMatching(/^ok: it offers \d+ models, \d+ running$/),
      expect.stringMatching(/^ok: \S+ answered in \d+\.\d s$/),
    ]);
  });

  test('an API key does as well', async () => {
    const { aitta } = await examine(() => withKey(STANDIN_API_KEY), { profile: 'bridge' });
    expect(aitta[1]).toBe('ok: it accepts the API key');
  });
});

describe('the access token', () => {
  test('its end is told, and near it a warning', async () => {
    const far = await examine(() => ({ AITTA_ACCESS_TOKEN: jwt(60.5) }));
    expect(far.aitta[2]).toMatch(/^ok: the access token is valid until .* UTC \(60 days\)$/);
    const near = await examine(() => ({ AITTA_ACCESS_TOKEN: jwt(5.5) }));
    expect([near.code, near.aitta[2]]).toEqual([1, expect.stringMatching(/^warning: .*\(5 days\) \| Get a new token/)]);
  });

  test('one that has ended is a failure', async () => {
    const { code, aitta } = await examine(() => ({ AITTA_ACCESS_TOKEN: jwt(-1) }));
    expect([code, aitta]).toEqual([2, [expect.stringMatching(/^failed: AITTA_ACCESS_TOKEN cannot be used.*myToken/)]]);
  });

  test('one that Aitta refuses is a failure, from a file too', async () => {
    const file = join(createFolder(), 'token');
    writeFileSync(file, 'no-token-of-theirs\n');
    const { code, aitta } = await examine(() => ({ AITTA_ACCESS_TOKEN: '', AITTA_ACCESS_TOKEN_FILE: file }));
    expect([code, aitta.at(-1)]).toEqual([
      2,
      expect.stringMatching(/^failed: it refuses the access token \(HTTP 401\)/),
    ]);
  });

  test('an API key that Aitta refuses is another failure', async () => {
    const { code, aitta } = await examine(() => ({ AITTA_ACCESS_TOKEN: '', AITTA_API_KEY: 'no-key-of-theirs' }));
    expect([code, aitta.at(-1)]).toEqual([2, expect.stringMatching(/^failed: it (refuses|does not exchange) .*API/)]);
  });

  test('a file that is not there is a wrong setting', async () => {
    const { env } = await openAitta();
    const { code, of } = await consult({ ...env, AITTA_ACCESS_TOKEN: '', AITTA_ACCESS_TOKEN_FILE: '/nowhere/token' });
    expect([code, of('settings')[0]]).toEqual([
      2,
      expect.stringMatching(/^failed: AITTA_ACCESS_TOKEN_FILE names a file/),
    ]);
  });
});

describe('an Aitta in trouble', () => {
  test('out of reach', async () => {
    const { code, aitta } = await examine(async (standin) => standin.close());
    expect([code, aitta]).toEqual([2, [expect.stringMatching(/^failed: .* cannot be reached \(ECONNREFUSED\) \|/)]]);
  });

  test('under maintenance', async () => {
    const { aitta } = await examine((standin) => {
      standin.setDowntimes([{ inMs: 0, lastsMs: 3_600_000, reason: 'works' }]);
    });
    expect(aitta[0]).toMatch(/^warning: .* is under maintenance/);
  });

  test('its request limit is used up', async () => {
    const { code, aitta } = await examine((standin) => {
      standin.addFault({ kind: 'rate-limit', route: 'workers' });
    });
    expect([code, aitta[1]]).toEqual([1, expect.stringMatching(/^warning: the request limit is used up right now/)]);
  });

  test('a model that hangs is given up after a minute', async () => {
    const { env, aitta } = await openAitta();
    const clock = new DrivenClock(Date.now());
    aitta.addFault({ kind: 'late-headers', route: 'chat', ms: 3_600_000 });
    const asked = consult(env, clock);
    await aitta.seen(({ route }) => route === 'chat');
    await until(() => clock.sleeping > 0);
    await clock.advance(60_000);
    expect((await asked).of('aitta').at(-1)).toMatch(/^warning: .* did not answer: no answer within 60 s/);
  });
});

describe('models', () => {
  test('a default model that is not offered is a failure that names others', async () => {
    const { code, aitta } = await examine(() => ({ AITTA_MODEL: 'acme/gone' }));
    expect([code, aitta[3]]).toEqual([
      2,
      expect.stringMatching(/^failed: AITTA_MODEL \(acme\/gone\) is not offered \| .*such as: \S+/),
    ]);
  });

  test('one that is offered is the one that is asked', async () => {
    const scenario = {
      models: [
        { id: 'acme/big', window: 99_000 },
        { id: 'acme/mine', window: 4_096 },
      ],
    };
    const { aitta } = await examine(() => ({ AITTA_MODEL: 'acme/mine' }), { scenario });
    expect(aitta.at(-1)).toMatch(/^ok: acme\/mine answered/);
  });

  test('while none runs, none is woken', async () => {
    const { code, aitta } = await examine(undefined, {
      scenario: { models: [{ id: 'acme/cold', workers: { state: 'offline' } }] },
    });
    expect([code, aitta.at(-1)]).toEqual([1, expect.stringMatching(/^warning: no chat model is running right now/)]);
  });

  test('none at all is a failure', async () => {
    const { code, aitta } = await examine(undefined, { scenario: { models: [] } });
    expect([code, aitta.at(-1)]).toEqual([2, expect.stringMatching(/^failed: it offers no models to this token/)]);
  });
});

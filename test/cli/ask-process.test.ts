import { describe, expect, test } from 'vitest';
import type { ScenarioModel } from '../../src/standin/scenario-model.ts';
import { startStandin } from '../standin/start-standin.ts';
import { VerbProcess } from './verb-process.ts';

const MODELS: ScenarioModel[] = [
  { id: 'acme/talks-small', window: 8_192 },
  { id: 'acme/talks-large', window: 131_072 },
  { id: 'acme/cold', window: 32_768, workers: { state: 'offline', requestedMs: 30_000, startingMs: 60_000 } },
];
const scenario = { models: MODELS };
const isChat = ({ route }: { route: string | undefined }): boolean => route === 'chat';

describe('the program asks, and', () => {
  test('writes the answer to stdout and nothing else, and says on stderr whom it asks', async () => {
    const standin = await startStandin({ scenario });
    const verb = new VerbProcess(standin.url, ['ask', 'repeat: Hei maailma! 日本']);
    expect(await verb.exit).toBe(0);
    expect([verb.out, verb.err]).toEqual(['Hei maailma! 日本\n', 'Asking acme/talks-large.\n']);
    expect(standin.requests.find(isChat)?.chat).toMatchObject({ stream: true });
  });

  test('reads the question from a pipe', async () => {
    const { url } = await startStandin({ scenario });
    const verb = new VerbProcess(url, ['ask', '--model', 'small'], { stdin: 'repeat: from afar\n' });
    expect(await verb.exit).toBe(0);
    expect([verb.out, verb.err]).toEqual(['from afar\n', '']);
  });

  test('interrupted while the model is cold, never asks it, and says nothing more', async () => {
    const standin = await startStandin({ scenario });
    const verb = new VerbProcess(standin.url, ['ask', '--model', 'acme/cold', 'hello?']);
    await verb.until(({ err }) => err.includes('Starting acme/cold'));
    await standin.seen(({ route }) => route === 'preload');
    verb.interrupt();
    expect(await verb.exit).toBe(130);
    expect(standin.requests.some(isChat)).toBe(false);
    expect(verb.out).toBe('');
    expect(verb.err).toMatch(/^(Starting acme\/cold …\n)(acme\/cold is [^\n]* …\n)?$/);
  });

  test('whose reader has seen enough ends the request at the server, without a word', async () => {
    const standin = await startStandin({ scenario: { models: [{ id: 'acme/endless', pace: { pieceMs: 20 } }] } });
    const verb = new VerbProcess(standin.url, ['ask', '--model', 'endless', 'count to 10000']);
    await verb.until(({ out }) => out.includes('3'));
    verb.closeStdout();
    expect(await verb.exit).toBe(0);
    expect(verb.err).toBe('');
    await standin.seen((request) => isChat(request) && request.outcome === 'disconnected');
  });

  test('fails in one line, and ends the request, where its output cannot be written', async () => {
    const standin = await startStandin({ scenario: { models: [{ id: 'acme/endless', pace: { pieceMs: 20 } }] } });
    const args = ['ask', '--model', 'endless', 'count to 10000'];
    const verb = new VerbProcess(standin.url, args, { stdoutFile: '/dev/full' });
    expect(await verb.exit).toBe(1);
    expect(verb.err).toMatch(/^aitta-bot: the output could not be written: ENOSPC.*\n$/);
  });

  test('says in one line that Aitta cannot be reached', async () => {
    const standin = await startStandin();
    await standin.close();
    const verb = new VerbProcess(standin.url, ['ask', 'hello?']);
    expect(await verb.exit).toBe(1);
    expect(verb.out).toBe('');
    expect(verb.err).toBe(
      `aitta-bot ask: Aitta is not answering properly at the moment. Please try again in a few minutes. (the list of models: unreachable, at ${standin.url})\n`,
    );
  });
});

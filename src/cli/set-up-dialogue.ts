import type { PlatformAdapter, SetUp, SetUpQuestion } from '../adapters/define-platform.ts';
import type { Clock } from '../async/clock.ts';
import { readConfig, readPlatform } from '../config.ts';
import { TOKEN_PAGE } from '../model-service/connect-aitta.ts';
import { examineService, examinePlatform } from '../doctor/doctor.ts';
import { failed } from '../findings/finding.ts';
import type { Check } from '../findings/finding.ts';
import { Probe } from '../findings/probe.ts';
import { createLog } from '../operate/log.ts';
import { readGiven } from '../settings/given.ts';
import { OF_AITTA } from '../adapters/openai/openai-settings.ts';
import { readProxy } from '../settings/proxy-settings.ts';
import { findingLines } from './finding-lines.ts';
import type { Interview } from './interview.ts';
import type { VerbIo } from './run-verb.ts';
import type { SettingsDraft } from './settings-draft.ts';
import { createPaint } from './terminal.ts';

export interface SetUpDialogueParts {
  io: VerbIo;
  interview: Interview;
  draft: SettingsDraft;
  clock: Clock;
}

type PlatformSettings = PlatformAdapter['settings'];

const STANDIN = 'standin:';
const ADDRESS = 'OPENAI_BASE_URL';
const KEY = 'OPENAI_API_KEY';
const AITTA_SECRETS = ['AITTA_ACCESS_TOKEN', 'AITTA_API_KEY'] as const;
const AGAIN =
  'Enter tries the same again, another one takes its place, "keep" keeps it as it is, "skip" leaves it out: ';

/** Asks for one part after the other, tries what it is given, and notes it in the draft. */
export class SetUpDialogue {
  readonly #io: VerbIo;
  readonly #interview: Interview;
  readonly #draft: SettingsDraft;
  readonly #clock: Clock;
  readonly #probe: Probe;
  readonly #said = new Set<string>();

  constructor({ io, interview, draft, clock }: SetUpDialogueParts) {
    this.#io = io;
    this.#interview = interview;
    this.#draft = draft;
    this.#clock = clock;
    this.#probe = new Probe(clock);
  }

  /** A token of Aitta, the address of another service, or scripted answers. */
  async askForService(): Promise<void> {
    const draft = this.#draft;
    const [token] = AITTA_SECRETS;
    this.#head('Whose models', [
      `Aitta's: get an access token at ${TOKEN_PAGE}.`,
      "Those of another service with OpenAI's API: its address, such as http://localhost:11434/v1.",
      'Without either a stand-in gives scripted answers.',
    ]);
    const isThere = (test: (name: string) => boolean): boolean => [...AITTA_SECRETS, ADDRESS].some(test);
    if (isThere((name) => draft.isFixed(name))) {
      this.#say('It is set in the environment, which wins over any file.');
      return;
    }
    const otherwise = isThere((name) => draft.has(name)) ? 'what is set' : 'scripted answers';
    const question = `Access token or address (Enter: ${otherwise}): `;
    const given = await this.#interview.ask(question, { isSecret: true });
    if (/^https?:\/\//i.test(given)) return this.#askForKeyOf(given);
    const take = (value: string): void => {
      draft.set(token, value);
      draft.remove('AITTA_API_KEY');
      draft.remove(ADDRESS);
      draft.removeIf('AITTA_API_URL', STANDIN);
    };
    await this.#askForSecret({ name: token, first: question, given }, take, () => this.#checkService());
    if (!isThere((name) => draft.has(name))) draft.set('AITTA_API_URL', STANDIN);
  }

  /** What is set of Aitta would be half ignored beside another service. */
  async #askForKeyOf(address: string): Promise<void> {
    const draft = this.#draft;
    for (const name of Object.keys(draft.env)) if (OF_AITTA.test(name) && !draft.isFixed(name)) draft.remove(name);
    draft.set(ADDRESS, address);
    const check = (): Check => this.#checkService();
    const otherwise = draft.has(KEY) ? 'the one that is set' : 'none';
    const asked = { name: KEY, first: `API key (Enter: ${otherwise}): ` };
    await this.#askForSecret(asked, (value) => draft.set(KEY, value), check);
    if (!draft.has(KEY)) await this.#try(check);
  }

  /** @returns whether the platform is on now. */
  async askForPlatform(title: string, { steps, questions }: SetUp, settings: PlatformSettings): Promise<boolean> {
    const draft = this.#draft;
    const [first] = questions;
    const isOn = first !== undefined && draft.has(first.name);
    const what = isOn ? `${title} is set up already. Go through it again?` : `Set up ${title}?`;
    this.#io.stdout.write('\n');
    if (!(await this.#interview.confirm(what))) return isOn;
    this.#head(title, steps);
    for (const question of questions) await this.#askOne(question, () => this.#checkPlatform(title, settings));
    return first !== undefined && draft.has(first.name);
  }

  async #askOne(asked: SetUpQuestion, check: () => Check): Promise<void> {
    const { name, question, isFlag } = asked;
    if (this.#draft.isFixed(name)) {
      this.#say(`${name} is set in the environment, which wins over any file.`);
      return;
    }
    if (isFlag === true) {
      this.#draft.set(name, (await this.#interview.confirm(question)) ? 'true' : 'false');
      await this.#try(check);
      return;
    }
    const otherwise = this.#draft.has(name) ? 'the one that is set' : 'leave it out';
    const first = `${question} (Enter: ${otherwise}): `;
    await this.#askForSecret({ name, first }, (value) => this.#draft.set(name, value), check);
  }

  /** Until what is given works, is to be kept all the same, or is left out. */
  async #askForSecret(
    { name, first, given }: { name: string; first: string; given?: string },
    take: (value: string) => void,
    check: () => Check,
  ): Promise<void> {
    for (let question = first; ; question = AGAIN) {
      const isFirst = question === first;
      const answer = (isFirst ? given : undefined) ?? (await this.#interview.ask(question, { isSecret: true }));
      if (question === AGAIN && answer === 'keep') return;
      if (question === AGAIN && answer === 'skip') return this.#draft.remove(name);
      if (answer !== '') {
        this.#io.secrets.learn([answer]);
        take(answer);
      } else if (!this.#draft.has(name)) return;
      if (await this.#try(check)) return;
    }
  }

  /** @returns whether nothing failed. */
  async #try(check: () => Check): Promise<boolean> {
    const { stdout, env, secrets, signal } = this.#io;
    let isWell = true;
    for await (const finding of check()) {
      signal.throwIfAborted();
      const lines = secrets.scrub(findingLines(finding, createPaint(stdout, env)));
      if (finding.verdict !== 'ok' || !this.#said.has(lines)) stdout.write(lines);
      this.#said.add(lines);
      isWell &&= finding.verdict !== 'failed';
    }
    return isWell;
  }

  async *#checkService(): Check {
    const { config, mistakes } = readConfig(this.#draft.env);
    const { secrets } = this.#io;
    const own = mistakes.filter((mistake) => /^(?:AITTA|OPENAI)_/.test(mistake));
    for (const mistake of own)
      yield mistake.startsWith('OPENAI_')
        ? failed('service', mistake, 'Copy it again, in one piece.')
        : failed('aitta', mistake, `Copy the token again from ${TOKEN_PAGE}.`);
    if (!config || own.length > 0) return;
    secrets.learn(config.secrets);
    const log = createLog({ level: 'silent', secrets });
    yield* examineService(config, this.#probe, { clock: this.#clock, log, secrets });
  }

  /** What is still to be asked for is no mistake. */
  async *#checkPlatform(part: string, settings: PlatformSettings): Check {
    const { env } = this.#draft;
    const { value, mistakes, secrets } = readPlatform(settings, env);
    this.#io.secrets.learn(secrets);
    const wrong = mistakes.filter((mistake) =>
      settings.names.some((name) => env[name] && mistake.startsWith(`${name} `)),
    );
    for (const mistake of wrong) yield failed(part.toLowerCase(), mistake, 'Copy it again in one piece.');
    if (value && wrong.length === 0) yield* examinePlatform(value, this.#probe, readProxy(readGiven(env)));
  }

  #head(title: string, steps: readonly string[]): void {
    this.#io.stdout.write(`${title}\n`);
    for (const step of steps) this.#say(step);
  }

  #say(line: string): void {
    this.#io.stdout.write(`  ${line}\n`);
  }
}

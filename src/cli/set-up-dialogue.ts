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
import type { OwnSecret } from './own-secrets.ts';
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

interface AskedSecret {
  name: string;
  /** The first time; then it is AGAIN. */
  first: string;
  /** What was answered the first time already. */
  given?: string;
  /** What Enter gives where nothing is set. */
  make?: () => string;
  /** What one word leads to instead. */
  instead?: { word: string; ask: () => Promise<void> } | undefined;
}

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

  /** One that nobody hands out; a script's answers may end before it. */
  async askForOwn({ name, title, question, again, steps, make }: OwnSecret): Promise<void> {
    const draft = this.#draft;
    const isThere = draft.has(name);
    const asked = isThere ? again : question;
    if (asked === undefined || draft.isFixed(name)) return;
    this.#io.stdout.write('\n');
    if (!(await this.#interview.confirm(asked, { isOptional: true }))) return;
    this.#head(title, steps);
    const first = `${title} (Enter: ${isThere ? 'the one that is set' : 'make one'}): `;
    await this.#askForSecret(
      { name, first, make },
      (value) => draft.set(name, value),
      () => this.#checkOwn(name),
    );
  }

  async #askOne(asked: SetUpQuestion, check: () => Check): Promise<void> {
    const { name, question, isFlag, instead } = asked;
    const draft = this.#draft;
    const names = [name, ...(instead ? [instead.name] : [])];
    const fixed = names.find((each) => draft.isFixed(each));
    if (fixed !== undefined) {
      this.#say(`${fixed} is set in the environment, which wins over any file.`);
      return;
    }
    if (isFlag === true) {
      draft.set(name, (await this.#interview.confirm(question)) ? 'true' : 'false');
      await this.#try(check);
      return;
    }
    const isThere = (): boolean => names.some((each) => draft.has(each));
    const first = `${question} (Enter: ${isThere() ? 'the one that is set' : 'leave it out'}): `;
    const takeFor = (chosen: string) => (value: string) => {
      for (const each of names) draft.remove(each);
      draft.set(chosen, value);
    };
    const askInstead = (of: NonNullable<typeof instead>): Promise<void> => {
      const other = {
        name: of.name,
        first: `${of.question} (Enter: ${isThere() ? 'leave it as it is' : 'leave it out'}): `,
      };
      return this.#askForSecret(other, takeFor(of.name), check);
    };
    const another = instead && { word: instead.word, ask: () => askInstead(instead) };
    await this.#askForSecret({ name, first, instead: another }, takeFor(name), check);
  }

  /** Until what is given works, is to be kept all the same, or is left out. */
  async #askForSecret(
    { name, first, given, make, instead }: AskedSecret,
    take: (value: string) => void,
    check: () => Check,
  ): Promise<void> {
    for (let question = first; ; question = AGAIN) {
      const isFirst = question === first;
      const said = (isFirst ? given : undefined) ?? (await this.#interview.ask(question, { isSecret: true }));
      if (instead && said === instead.word) return instead.ask();
      const answer = said === '' && make && !this.#draft.has(name) ? make() : said;
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

  async *#checkOwn(name: string): Check {
    const { mistakes } = readConfig(this.#draft.env);
    for (const mistake of mistakes.filter((each) => each.startsWith(`${name} `)))
      yield failed('settings', mistake, 'Choose another one, or leave it out and let one be made.');
  }

  #head(title: string, steps: readonly string[]): void {
    this.#io.stdout.write(`${title}\n`);
    for (const step of steps) this.#say(step);
  }

  #say(line: string): void {
    this.#io.stdout.write(`  ${line}\n`);
  }
}

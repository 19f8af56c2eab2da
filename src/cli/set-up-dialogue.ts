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

  /** A token, or scripted answers. */
  async askForAitta(): Promise<void> {
    const draft = this.#draft;
    const [token] = AITTA_SECRETS;
    this.#head('Aitta', [`Get an access token at ${TOKEN_PAGE}. Without one a stand-in gives scripted answers.`]);
    if (AITTA_SECRETS.some((name) => draft.isFixed(name))) {
      this.#say('A token is set in the environment, which wins over any file.');
      return;
    }
    const hasOne = AITTA_SECRETS.some((name) => draft.has(name));
    const take = (value: string): void => {
      draft.set(token, value);
      draft.remove('AITTA_API_KEY');
      draft.removeIf('AITTA_API_URL', STANDIN);
    };
    const otherwise = hasOne ? 'the one that is set' : 'scripted answers';
    const question = `Access token (Enter: ${otherwise}): `;
    await this.#askForSecret(token, question, take, () => this.#checkAitta());
    if (!AITTA_SECRETS.some((name) => draft.has(name))) draft.set('AITTA_API_URL', STANDIN);
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
    await this.#askForSecret(
      name,
      `${question} (Enter: ${otherwise}): `,
      (value) => this.#draft.set(name, value),
      check,
    );
  }

  /** Until what is given works, is to be kept all the same, or is left out. */
  async #askForSecret(name: string, first: string, take: (value: string) => void, check: () => Check): Promise<void> {
    for (let question = first; ; question = AGAIN) {
      const answer = await this.#interview.ask(question, { isSecret: true });
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

  async *#checkAitta(): Check {
    const { config, mistakes } = readConfig(this.#draft.env);
    const { secrets } = this.#io;
    const own = mistakes.filter((mistake) => mistake.startsWith('AITTA_'));
    for (const mistake of own) yield failed('aitta', mistake, `Copy the token again from ${TOKEN_PAGE}.`);
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

import { changeEnvText } from '../settings/change-env-file.ts';
import { cleanValue } from '../settings/clean-value.ts';
import { parseEnvText } from '../settings/env-file.ts';
import type { Environment } from '../settings/given.ts';
import { fileOf } from '../settings/secret-files.ts';

/** The settings as they will be: the environment, what the file says, and what was answered. */
export class SettingsDraft {
  readonly #env: Environment;
  readonly #before: string;
  readonly #file: Environment;
  readonly #changes = new Map<string, string>();

  /** `env` may hold what the file says already. */
  constructor(env: Environment, before: string) {
    this.#env = env;
    this.#before = before;
    this.#file = parseEnvText(before);
  }

  get env(): Environment {
    return { ...this.#file, ...Object.fromEntries(this.#changes), ...this.#outside };
  }

  has(name: string): boolean {
    return [name, fileOf(name)].some((each) => cleanValue(this.env[each] ?? '') !== '');
  }

  /** Set in the environment, which wins over any file. */
  isFixed(name: string): boolean {
    return [name, fileOf(name)].some((each) => cleanValue(this.#outside[each] ?? '') !== '');
  }

  set(name: string, value: string): void {
    this.#changes.set(name, cleanValue(value));
    if (this.#file[fileOf(name)] !== undefined) this.#changes.set(fileOf(name), '');
  }

  remove(name: string): void {
    this.set(name, '');
  }

  /** Where the file says just this. */
  removeIf(name: string, value: string): void {
    if (cleanValue(this.#file[name] ?? '') === value) this.remove(name);
  }

  /** Of the file. @throws SettingsError for what cannot be written there. */
  text(): string {
    return changeEnvText(this.#before, this.#changes);
  }

  get #outside(): Environment {
    return Object.fromEntries(Object.entries(this.#env).filter(([name, value]) => this.#file[name] !== value));
  }
}

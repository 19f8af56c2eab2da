import { existsSync } from 'node:fs';
import { cleanValue } from './clean-value.ts';
import { readEnvFile } from './env-file.ts';
import type { Environment } from './given.ts';
import { SettingsError } from './settings-error.ts';

/** Where settings come from: the environment of the process, which never changes, and below it a file, which may. */
export class SettingsSource {
  readonly file: string;
  readonly #environment: Environment;

  /** SETTINGS_FILE names the file, else it is `.env`. */
  constructor(environment: Environment) {
    this.#environment = { ...environment };
    this.file = cleanValue(environment['SETTINGS_FILE'] ?? '') || '.env';
  }

  /** @throws SettingsError for a file that cannot be read, or was named and is not there. */
  read(): Environment {
    if (this.file !== '.env' && !existsSync(this.file))
      throw new SettingsError(['SETTINGS_FILE names a file that is not there']);
    return { ...readEnvFile(this.file), ...this.#environment };
  }
}

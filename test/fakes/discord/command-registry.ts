import { isDeepStrictEqual } from 'node:util';

import { type CommandForm, type CommandOption, commandTypes, withoutNulls } from './command-rules.ts';
import type { WireObject } from './message.ts';
import type { Snowflakes } from './snowflakes.ts';

export interface RegisteredCommand {
  id: string;
  version: string;
  type: number;
  name: string;
  form: CommandForm;
  guildId: string | undefined;
}

/** One writing of commands: how many were new or changed. */
export interface CommandWrite {
  guildId: string | undefined;
  names: string[];
  created: number;
  changed: number;
}

/** The application's commands, global and per guild. */
export class CommandRegistry {
  readonly writes: CommandWrite[] = [];
  readonly #snowflakes: Snowflakes;
  readonly #sets = new Map<string | undefined, RegisteredCommand[]>();

  constructor(snowflakes: Snowflakes) {
    this.#snowflakes = snowflakes;
  }

  list(guildId?: string): readonly RegisteredCommand[] {
    return this.#sets.get(guildId) ?? [];
  }

  /** Replaces the whole set. A command keeps its id while its name and type stay, and its version while nothing changes. */
  replace(forms: readonly CommandForm[], guildId?: string): readonly RegisteredCommand[] {
    const before = this.list(guildId);
    const write: CommandWrite = { guildId, names: forms.map(({ name }) => name), created: 0, changed: 0 };
    const after = forms.map((form): RegisteredCommand => {
      const type = form.type ?? commandTypes.slash;
      const known = before.find((command) => command.name === form.name && command.type === type);
      if (known && isDeepStrictEqual(known.form, form)) return known;
      if (known) write.changed++;
      else write.created++;
      const version = this.#snowflakes.next();
      return { id: known?.id ?? this.#snowflakes.next(), version, type, name: form.name, form, guildId };
    });
    this.#sets.set(guildId, after);
    this.writes.push(write);
    return after;
  }

  /** As a person finds it in this guild or in a direct message: a guild's own comes before a global one. */
  find(name: string, type: number, guildId: string | undefined): RegisteredCommand | undefined {
    const context = guildId === undefined ? 1 : 0;
    const sets = guildId === undefined ? [this.list()] : [this.list(guildId), this.list()];
    return sets
      .flat()
      .find(
        (command) =>
          command.name === name && command.type === type && (command.form.contexts?.includes(context) ?? true),
      );
  }
}

const optionToWire = (option: CommandOption): WireObject =>
  withoutNulls({
    ...option,
    ...(option.choices && { choices: option.choices.map((choice) => withoutNulls({ ...choice })) }),
    options: option.options?.map((nested) => optionToWire(nested)),
  });

export const commandToWire = (command: RegisteredCommand, applicationId: string): WireObject => {
  const { form } = command;
  const permissions = form.default_member_permissions;
  return {
    id: command.id,
    application_id: applicationId,
    version: command.version,
    type: command.type,
    name: command.name,
    name_localizations: null,
    description: form.description ?? '',
    description_localizations: null,
    default_member_permissions: permissions === undefined || permissions === null ? null : String(permissions),
    dm_permission: form.contexts?.includes(1) ?? true,
    contexts: form.contexts ?? null,
    integration_types: form.integration_types ?? [0],
    nsfw: form.nsfw ?? false,
    ...(form.options && { options: form.options.map((option) => optionToWire(option)) }),
    ...(command.guildId !== undefined && { guild_id: command.guildId }),
  };
};

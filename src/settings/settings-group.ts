import { z } from 'zod';
import type { Given } from './given.ts';
import { fileOf, readSecretFiles } from './secret-files.ts';

/** The settings of one part of the bot, which that part itself defines. */
export interface SettingsGroup<Value, Context = unknown> {
  /** Every name, those of files included. */
  readonly names: readonly string[];
  read(given: Given, context: Context): Reading<Value>;
}

export interface Reading<Value> {
  /** What the settings say. Those that are wrong count as not set. */
  value: Value;
  /** By name, never by value. */
  mistakes: string[];
  /** Every secret that is set, for the scrubber. */
  secrets: string[];
}

export interface SettingsDefinition<Shape extends z.core.$ZodShape, Value, Context> {
  /** A kind per name. Each is optional or has a default. A secret's NAME_FILE stands here if the file is read again while the bot runs. */
  shape: Shape;
  /** Those whose values nobody may see; each may stand in a file that NAME_FILE names. */
  secrets?: readonly (keyof Shape & string)[];
  /** What cannot be together, and what is missing. Values may be wrong. */
  conflicts?: (given: Given, context: Context) => string[];
  value: (values: z.output<z.ZodObject<Shape>>, context: Context) => Value;
}

export const defineSettings = <Shape extends z.core.$ZodShape, Value, Context = unknown>(
  definition: SettingsDefinition<Shape, Value, Context>,
): SettingsGroup<Value, Context> => {
  const { shape, secrets = [], conflicts, value } = definition;
  const schema = z.object(shape);
  const reread = secrets.map(fileOf).filter((name) => name in shape);
  return {
    names: [...new Set([...Object.keys(shape), ...secrets.map(fileOf)])],
    read: (all, context) => {
      const { given, mistakes } = readSecretFiles(all, secrets, reread);
      const own = Object.fromEntries([...given].filter(([name, text]) => name in shape && text !== ''));
      const wrong = schema.safeParse(own).error?.issues ?? [];
      for (const { path } of wrong) delete own[String(path[0])];
      mistakes.push(...wrong.map(({ path, message }) => `${path.join('.')} ${message}`));
      mistakes.push(...(conflicts?.(given, context) ?? []));
      return {
        value: value(schema.parse(own), context),
        mistakes,
        secrets: secrets.flatMap((name) => given.get(name)?.split(',') ?? []), // some are lists
      };
    },
  };
};

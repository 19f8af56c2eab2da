import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Surroundings } from '../../../../src/adapters/discord/api/discord-directory.ts';
import { visibleText } from '../../../../src/adapters/discord/api/discord-words.ts';

/** Discord's own description of its API (github discord/discord-api-spec, `specs/openapi.json`), where it lies beside the project. */
const FILE = new URL('../../../../../shared/data/discord-openapi.json', import.meta.url);

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: (string | number)[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
}

const schemas: Record<string, Schema> = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as { components: { schemas: Record<string, Schema> } }).components.schemas
  : {};
const named = ({ $ref = '' }: Schema): Schema => schemas[$ref.split('/').at(-1) ?? ''] ?? {};
const resolved = (schema: Schema): Schema => (schema.$ref === undefined ? schema : resolved(named(schema)));

/** Ids, addresses, settings; pictures that have no words; a color of an emoji that its name says. */
const UNSEEN =
  /_id$|^id$|url$|hash$|^(?:type|style|color|timestamp|flags|media|file|image|thumbnail|video|default_values|channel_types|custom_id|size|placeholder_version|nonce|expiry|animated)$/;
/** The value that an option stands for; what is filled in hides what stood there before. */
const isUnseen = (path: string): boolean =>
  UNSEEN.test(path.split('.').at(-1) ?? '') || /(?:options|components)\.value$|embeds\.type$/.test(path);

/** Something of this shape with everything that may be in it, and a word wherever a person reads one. */
const fill = (given: Schema, path: string, word: () => string, depth = 0): unknown => {
  const schema = resolved(given);
  const variants = schema.oneOf?.map(resolved).filter(({ type }) => type !== 'null');
  if (depth > 10) return undefined;
  if (schema.enum) return schema.enum[0];
  if (schema.allOf) return fill(schema.allOf[0] ?? {}, path, word, depth + 1);
  if (variants) return variants[0] && fill(variants[0], path, word, depth + 1);
  if (schema.items) {
    const items = resolved(schema.items);
    return (items.oneOf ?? [items]).map((each) => fill(each, path, word, depth + 1));
  }
  if (schema.properties) {
    const members = Object.entries(schema.properties).filter(
      ([key, each]) => each.enum !== undefined || !isUnseen(`${path}.${key}`),
    );
    return Object.fromEntries(members.map(([key, each]) => [key, fill(each, `${path}.${key}`, word, depth + 1)]));
  }
  return [schema.type].flat().includes('string') ? word() : [schema.type].flat().includes('boolean') ? false : 1;
};

const around: Surroundings = {
  userId: '1',
  roleId: () => undefined,
  channelType: () => undefined,
  parentId: () => undefined,
  nameOf: () => undefined,
};

/** The parts of a message that have words. */
const PARTS = ['components', 'embeds', 'poll', 'sticker_items'];

test.skipIf(!existsSync(FILE)).each(PARTS)('every word of what Discord describes as %s is there', (part) => {
  const put: string[] = [];
  const word = (): string => `word${put.push(`word${put.length}end`) - 1}end`;
  const filled = fill(schemas['MessageResponse']?.properties?.[part] ?? {}, part, word);
  const shown = visibleText({ content: '', mentions: [], [part]: filled }, around);
  expect(put.length).toBeGreaterThan(0);
  expect(put.filter((each) => !shown.includes(each))).toEqual([]);
});

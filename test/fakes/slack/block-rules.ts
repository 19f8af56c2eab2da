import { z } from 'zod';

import { interactive, plainText, richText, textObject } from './element-rules.ts';
import { isObject, objectsIn, textOf, type JsonObject } from './json-object.ts';
import { renderedBlocks } from './markdown-rendering.ts';
import { Refusal } from './refusal.ts';

const blockId = z.string().min(1).max(255).optional();

function block<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type), block_id: blockId, ...shape });
}

const image = block('image', {
  image_url: z.url().max(3000).optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: z.string().min(1).max(2000),
  title: plainText(2000).optional(),
}).refine((value) => (value.image_url === undefined) !== (value.slack_file === undefined), 'image_url or slack_file');

const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: z.url().max(3000),
  alt_text: z.string().min(1).max(2000),
});

const cell = z.union([
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  richText,
]);

const column = z.strictObject({
  align: z.enum(['left', 'center', 'right']).optional(),
  is_wrapped: z.boolean().optional(),
});

const taskCard = block('task_card', {
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url: z.url(), text: z.string() })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
});

const section = block('section', {
  text: textObject(3000).optional(),
  fields: z.array(textObject(2000)).min(1).max(10).optional(),
  accessory: z.union([interactive, imageElement]).optional(),
  expand: z.boolean().optional(),
}).refine((value) => value.text !== undefined || value.fields !== undefined, 'must provide text or fields');

const messageBlock = z.discriminatedUnion('type', [
  section,
  block('markdown', { text: z.string().min(1).max(12_000) }),
  block('actions', { elements: z.array(interactive).min(1).max(25) }),
  block('context', {
    elements: z
      .array(z.union([textObject(3000), imageElement]))
      .min(1)
      .max(10),
  }),
  block('context_actions', { elements: z.array(interactive).min(1).max(5) }),
  block('divider', {}),
  block('header', { text: plainText(150) }),
  image,
  block('table', {
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
    column_settings: z.array(column.nullable()).max(20).optional(),
  }),
  block('alert', {
    text: textObject(3000),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  block('input', {
    label: plainText(2000),
    element: interactive,
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  richText,
  taskCard,
  block('plan', { title: z.string().min(1), tasks: z.array(taskCard).optional() }),
]);

/** The sum over all markdown blocks of a message. */
const longestMarkdownOfAllBlocks = 12_000;
/** What all blocks may come to together, although each is legal (bolt-js#2509); a header weighs about a hundred more than its text. */
const longestMessage = 13_200;
const weightOfHeader = 100;
const mostCharactersOfTables = 10_000;

/**
 * Checks blocks as Slack does, and gives the ids that Slack would make up. `most` is 50 in messages, 100 in views.
 * @throws {Refusal} invalid_blocks, msg_blocks_too_long
 */
export function checkBlocks(value: unknown, newId: () => string, most = 50): JsonObject[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw new Refusal('invalid_blocks_format');
  const blocks: JsonObject[] = value;
  if (blocks.length > most) {
    throw Refusal.explained('invalid_blocks', [`no more than ${most} items allowed [json-pointer:/blocks]`]);
  }
  const checked = z.array(messageBlock).safeParse(blocks);
  if (!checked.success) {
    const lines = checked.error.issues.map(
      (issue) => `${issue.message} [json-pointer:/blocks/${issue.path.join('/')}]`,
    );
    throw Refusal.explained('invalid_blocks', lines);
  }
  const named = blocks.map((given) => withIds(given, newId));
  refuseRepeated(named.map((given) => textOf(given['block_id'])));
  for (const given of named) refuseRepeated(elementsOf(given).map((element) => textOf(element['action_id'])));
  refuseTooLong(named, most);
  return named;
}

/** Interactive parts, wherever a block keeps them. */
export function elementsOf(given: JsonObject): JsonObject[] {
  const elements =
    given['type'] === 'actions' || given['type'] === 'context_actions' ? objectsIn(given['elements']) : [];
  const single = [given['accessory'], given['element']].filter(isObject);
  return [...elements, ...single].filter((element) => 'action_id' in element);
}

function withIds(given: JsonObject, newId: () => string): JsonObject {
  const named: JsonObject = { block_id: newId(), ...given };
  const name = (element: unknown): unknown =>
    isObject(element) && element['type'] !== 'image' ? { action_id: newId(), ...element } : element;
  if (Array.isArray(named['elements']) && (named['type'] === 'actions' || named['type'] === 'context_actions')) {
    named['elements'] = named['elements'].map(name);
  }
  if (named['accessory'] !== undefined) named['accessory'] = name(named['accessory']);
  if (named['element'] !== undefined) named['element'] = name(named['element']);
  return named;
}

function refuseRepeated(ids: string[]): void {
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw Refusal.explained('invalid_blocks', [`\`${repeated}\` already exists`]);
}

function refuseTooLong(blocks: JsonObject[], most: number): void {
  const ofType = (type: string): JsonObject[] => blocks.filter((given) => given['type'] === type);
  const markdown = ofType('markdown');
  const rendered = markdown.map((given) => renderedBlocks(textOf(given['text'])));
  const headers = ofType('header').length + sum(rendered.map(({ headings }) => headings));
  const count = blocks.length - markdown.length + sum(rendered.map((each) => each.count));
  const tooLong =
    lengthOfTexts(markdown) > longestMarkdownOfAllBlocks ||
    lengthOfTexts(blocks) + headers * weightOfHeader > longestMessage ||
    count > most;
  if (tooLong) throw new Refusal('msg_blocks_too_long');
  if (lengthOfTexts(ofType('table')) > mostCharactersOfTables) throw new Refusal('invalid_blocks');
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function lengthOfTexts(value: unknown): number {
  if (Array.isArray(value)) return sum(value.map(lengthOfTexts));
  if (!isObject(value)) return 0;
  return sum(
    Object.entries(value).map(([key, item]) =>
      key === 'text' && typeof item === 'string' ? item.length : lengthOfTexts(item),
    ),
  );
}

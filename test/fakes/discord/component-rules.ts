import type { FormMistake } from './api-error.ts';
import type { WireObject } from './message.ts';

type Path = readonly (string | number)[];

export const componentTypes = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
} as const;

const limits = {
  rows: 5,
  buttonsPerRow: 5,
  label: 80,
  customId: 100,
  options: 25,
  optionText: 100,
  placeholder: 150,
  v2Components: 40,
  v2Text: 4000,
  modalTitle: 45,
  inputLabel: 45,
  inputPlaceholder: 100,
  inputValue: 4000,
} as const;

const linkStyle = 5;

const isSelect = (type: unknown): boolean => typeof type === 'number' && (type === 3 || (type >= 5 && type <= 8));
const isV2 = (type: unknown): boolean => typeof type === 'number' && type >= componentTypes.section;

const listOf = (value: unknown): WireObject[] => (Array.isArray(value) ? (value as WireObject[]) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const tooLong = (at: Path, limit: number): FormMistake => ({
  at,
  code: 'BASE_TYPE_BAD_LENGTH',
  message: `Must be between 1 and ${limit} in length.`,
});

/** Every component with its place, parents before children. */
export function* walkComponents(
  components: unknown,
  at: Path = ['components'],
): Generator<{ component: WireObject; at: Path }> {
  for (const [index, component] of listOf(components).entries()) {
    const here = [...at, index];
    yield { component, at: here };
    yield* walkComponents(component['components'], [...here, 'components']);
    for (const key of ['accessory', 'component']) {
      const nested = component[key];
      if (typeof nested === 'object' && nested !== null) {
        yield { component: nested as WireObject, at: [...here, key] };
      }
    }
  }
}

const checkButton = (button: WireObject, at: Path): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  const label = textOf(button['label']);
  if (label.length > limits.label) mistakes.push(tooLong([...at, 'label'], limits.label));
  if (label === '' && button['emoji'] === undefined) {
    mistakes.push({ at, code: 'BUTTON_COMPONENT_EMPTY', message: 'A button needs a label or an emoji' });
  }
  const isLink = button['style'] === linkStyle;
  if (isLink !== (button['url'] !== undefined) || isLink === (button['custom_id'] !== undefined)) {
    mistakes.push({ at, code: 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED', message: 'A custom id or a url is required' });
  }
  return mistakes;
};

const checkStringSelect = (select: WireObject, at: Path): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  const options = listOf(select['options']);
  if (options.length === 0 || options.length > limits.options) {
    mistakes.push(tooLong([...at, 'options'], limits.options));
  }
  const values = new Set<unknown>();
  for (const [index, option] of options.entries()) {
    for (const key of ['label', 'value', 'description']) {
      const text = option[key];
      const isMissing = key !== 'description' && textOf(text) === '';
      if (isMissing || textOf(text).length > limits.optionText) {
        mistakes.push(tooLong([...at, 'options', index, key], limits.optionText));
      }
    }
    if (values.has(option['value'])) {
      const message = 'The specified option value is already used';
      mistakes.push({
        at: [...at, 'options', index, 'value'],
        code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        message,
      });
    }
    values.add(option['value']);
  }
  if (textOf(select['placeholder']).length > limits.placeholder) {
    mistakes.push(tooLong([...at, 'placeholder'], limits.placeholder));
  }
  return mistakes;
};

const checkRow = (row: WireObject, at: Path): FormMistake[] => {
  const children = listOf(row['components']);
  const hasSelect = children.some(({ type }) => isSelect(type) || type === componentTypes.textInput);
  const room = hasSelect ? 1 : limits.buttonsPerRow;
  return children.length >= 1 && children.length <= room ? [] : [tooLong([...at, 'components'], room)];
};

/** Custom ids are compared over the whole message; lengths and choices one by one. */
const checkEach = (components: unknown): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  const customIds = new Set<string>();
  for (const { component, at } of walkComponents(components)) {
    const { type } = component;
    if (type === componentTypes.row) mistakes.push(...checkRow(component, at));
    if (type === componentTypes.button) mistakes.push(...checkButton(component, at));
    if (type === componentTypes.stringSelect) mistakes.push(...checkStringSelect(component, at));
    const customId = component['custom_id'];
    if (customId === undefined) continue;
    const place = [...at, 'custom_id'];
    if (textOf(customId) === '' || textOf(customId).length > limits.customId) {
      mistakes.push(tooLong(place, limits.customId));
    }
    if (customIds.has(textOf(customId))) {
      const message = 'Component custom id cannot be duplicated';
      mistakes.push({ at: place, code: 'COMPONENT_CUSTOM_ID_DUPLICATED', message });
    }
    customIds.add(textOf(customId));
  }
  return mistakes;
};

const checkV2 = (components: unknown): FormMistake[] => {
  const all = [...walkComponents(components)];
  const mistakes: FormMistake[] = [];
  if (all.length > limits.v2Components) {
    const message = `The total number of components must not exceed ${limits.v2Components}`;
    mistakes.push({ at: ['components'], code: 'BASE_TYPE_MAX_LENGTH', message });
  }
  const length = all.reduce((sum, { component }) => sum + textOf(component['content']).length, 0);
  if (length > limits.v2Text) {
    const message = `The total length of displayable text must be ${limits.v2Text} or fewer`;
    mistakes.push({ at: ['components'], code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', message });
  }
  return mistakes;
};

/** What Discord would refuse about a message's components; `v2` is the message's flag. */
export const checkComponents = (components: unknown, v2: boolean): FormMistake[] => {
  const top = listOf(components);
  const mistakes = checkEach(components);
  if (v2) return [...mistakes, ...checkV2(components)];
  if (top.length > limits.rows) mistakes.push(tooLong(['components'], limits.rows));
  for (const [index, { type }] of top.entries()) {
    if (type === componentTypes.row) continue;
    const code = isV2(type) ? 'COMPONENT_NEEDS_V2_FLAG' : 'UNION_TYPE_CHOICES';
    mistakes.push({ at: ['components', index, 'type'], code, message: 'Value of field "type" must be one of (1,).' });
  }
  return mistakes;
};

/** What Discord would refuse about a form. */
export const checkModal = (data: WireObject): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  const outer = [
    { key: 'title', limit: limits.modalTitle },
    { key: 'custom_id', limit: limits.customId },
  ];
  for (const { key, limit } of outer) {
    const { length } = textOf(data[key]);
    if (length < 1 || length > limit) mistakes.push(tooLong(['data', key], limit));
  }
  const rows = listOf(data['components']);
  if (rows.length < 1 || rows.length > limits.rows) mistakes.push(tooLong(['data', 'components'], limits.rows));
  for (const { component, at } of walkComponents(rows, ['data', 'components'])) {
    const { type, label } = component;
    const isLabelled = type === componentTypes.textInput || type === componentTypes.label;
    if (isLabelled && textOf(label).length > limits.inputLabel)
      mistakes.push(tooLong([...at, 'label'], limits.inputLabel));
    if (type !== componentTypes.textInput) continue;
    if (textOf(component['custom_id']).length > limits.customId)
      mistakes.push(tooLong([...at, 'custom_id'], limits.customId));
    if (textOf(component['placeholder']).length > limits.inputPlaceholder) {
      mistakes.push(tooLong([...at, 'placeholder'], limits.inputPlaceholder));
    }
    if (textOf(component['value']).length > limits.inputValue)
      mistakes.push(tooLong([...at, 'value'], limits.inputValue));
  }
  return mistakes;
};

import { jsonSerializer } from 'keyv';

/** Some text in it begins with a colon, or may: such texts Keyv writes with a further one, because a colon marks what JSON does not have. */
const MARKED = /[:,[]":/;

/**
 * JSON as Keyv writes it. Keyv copies each value before it writes it, and looks at each part of it once more when it reads it; both are for
 * values that nearly none is.
 */
export const recordSerializer = {
  stringify: (value: unknown): string => {
    const text = JSON.stringify(value);
    return MARKED.test(text) ? jsonSerializer.stringify(value) : text;
  },
  parse: (text: string): unknown => (MARKED.test(text) ? jsonSerializer.parse(text) : JSON.parse(text)),
};

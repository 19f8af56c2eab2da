// JSON.stringify leaves these as they are: C1 controls, which terminals obey, and what reorders or hides text.
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Indented JSON, one line at its end. What a terminal would obey stands there as an escape, which means the same to every reader of JSON. */
export const jsonText = (value: unknown): string => {
  const json = JSON.stringify(value, undefined, 2);
  const escaped = json.replaceAll(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${escaped}\n`;
};

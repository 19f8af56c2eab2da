/** Longest name or title that is shown or given to a model, characters. */
const MAX_NAME = 80;

/**
 * A name or a title as data: whoever chose it may have chosen line breaks and instructions. One bounded line without control characters.
 * @param nameless what stands for a name of which nothing is left
 */
export const plainName = (name: string, nameless = 'somebody'): string => {
  const line = name
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const short = Array.from(line.slice(0, 4 * MAX_NAME));
  return short.length > MAX_NAME ? `${short.slice(0, MAX_NAME - 1).join('')}…` : short.join('') || nameless;
};

/** The same between quotes that nothing in it can end. */
export const quotedName = (name: string): string => `"${plainName(name).replaceAll('"', "'")}"`;

/** About what came with a question. */
export const englishFiles = {
  /** Stands in brackets behind a name. */
  why: {
    empty: 'it is empty',
    'too-big': 'it is too big',
    'too-many': 'there are too many files',
    gone: 'it is no longer there',
    forbidden: 'I may not open it',
    elsewhere: 'another service keeps it',
    failed: 'it did not come through',
    'unknown-kind': 'I cannot read files of this kind',
  },
  unread: (names: readonly string[]): string => `I could not read ${names.join(', ')}.`,
  cut: (names: readonly string[]): string => `Only a part of ${names.join(', ')} fits.`,
} as const;

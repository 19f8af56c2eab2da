import type { Sentences } from './sentences.ts';

/** About what came with a question. */
export const swedishFiles: Sentences['files'] = {
  why: {
    empty: 'filen är tom',
    'too-big': 'filen är för stor',
    'too-many': 'det är för många filer',
    gone: 'filen finns inte längre',
    forbidden: 'jag får inte öppna den',
    elsewhere: 'filen finns hos en annan tjänst',
    failed: 'filen kom inte fram',
    'unknown-kind': 'jag kan inte läsa sådana filer',
  },
  unread: (names) => `Jag kunde inte läsa ${names.join(', ')}.`,
  cut: (names) => `Bara en del av ${names.join(', ')} får plats.`,
};

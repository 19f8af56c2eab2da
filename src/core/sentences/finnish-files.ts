import type { Sentences } from './sentences.ts';

/** About what came with a question. */
export const finnishFiles: Sentences['files'] = {
  why: {
    empty: 'tiedosto on tyhjä',
    'too-big': 'tiedosto on liian suuri',
    'too-many': 'tiedostoja on liikaa',
    gone: 'tiedostoa ei enää ole',
    forbidden: 'en saa avata sitä',
    elsewhere: 'se on toisessa palvelussa',
    failed: 'tiedosto ei tullut perille',
    'unknown-kind': 'en osaa lukea tällaisia tiedostoja',
  },
  unread: (names) => `En voinut lukea: ${names.join(', ')}.`,
  cut: (names) => `Vain osa mahtuu mukaan: ${names.join(', ')}.`,
};

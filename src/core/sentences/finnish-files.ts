import { counted } from './finnish-counts.ts';
import type { Sentences } from './sentences.ts';

/** About what came with a question. */
export const finnishFiles: Sentences['files'] = {
  why: {
    empty: 'tiedosto on tyhjä',
    'too-big': 'tiedosto on liian suuri',
    'too-many': 'tiedostoja on liikaa',
    off: 'en lue täällä tiedostoja',
    gone: 'tiedostoa ei enää ole',
    forbidden: 'en saa avata sitä',
    elsewhere: 'se on toisessa palvelussa',
    failed: 'tiedosto ei tullut perille',
    password: 'siinä on salasana',
    damaged: 'tiedosto on vioittunut',
    'no-text': 'sivut ovat kuvia ilman tekstiä',
    audio: 'en osaa kuunnella ääntä',
    video: 'en osaa katsoa videoita',
    archive: 'en avaa paketteja; liitä mukaan niiden sisältö',
    heic: 'en osaa lukea HEIC-kuvia; lähetä JPEG tai PNG',
    'old-office': 'tämä Office-muoto on liian vanha; tallenna se muotoon DOCX, XLSX tai PPTX',
    encoding: 'sen merkistöä ei voi tunnistaa; tallenna se UTF-8-muodossa',
    'unknown-kind': 'en osaa lukea tällaisia tiedostoja',
  },
  unread: (names) => `En voinut lukea: ${names.join(', ')}.`,
  read: (names) => `Luettu: ${names.join(', ')}`,
  cut: (names) => `Vain osa mahtuu mukaan: ${names.join(', ')}.`,
  blind: (model, isAlone) => `${model} ei näe kuvia.${isAlone ? ' Mikään malli täällä ei näe.' : ''}`,
  useSeeing: (model, state) =>
    `Käytä mallia ${model.split('/').at(-1) ?? model}, joka näkee kuvia${state === undefined ? '' : ` (${state})`}`,
  cost: (name, tokens, isCut) =>
    `Siitä ${name} vie noin ${counted(tokens, 'tokenin', 'tokenia')}${isCut ? ' siltä osin kuin mahtuu' : ''}.`,
  seesImages: 'näkee kuvia',
};

import { counted } from './swedish-counts.ts';
import type { Sentences } from './sentences.ts';

/** About what came with a question. */
export const swedishFiles: Sentences['files'] = {
  why: {
    empty: 'filen är tom',
    'too-big': 'filen är för stor',
    'too-many': 'det är för många filer',
    off: 'jag läser inte filer här',
    gone: 'filen finns inte längre',
    forbidden: 'jag får inte öppna den',
    elsewhere: 'filen finns hos en annan tjänst',
    failed: 'filen kom inte fram',
    password: 'den har ett lösenord',
    damaged: 'filen är skadad',
    'no-text': 'sidorna är bilder utan text',
    audio: 'jag kan inte lyssna på ljud',
    video: 'jag kan inte se på video',
    archive: 'jag öppnar inte arkiv; bifoga innehållet',
    heic: 'jag kan inte läsa HEIC; skicka JPEG eller PNG',
    'old-office': 'Office-formatet är för gammalt; spara som DOCX, XLSX eller PPTX',
    encoding: 'dess teckenkodning går inte att känna igen; spara den som UTF-8',
    'unknown-kind': 'jag kan inte läsa sådana filer',
  },
  unread: (names) => `Jag kunde inte läsa ${names.join(', ')}.`,
  read: (names) => `Läst: ${names.join(', ')}`,
  cut: (names) => `Bara en del av ${names.join(', ')} får plats.`,
  blind: (model, isAlone) => `${model} kan inte se bilder.${isAlone ? ' Ingen modell här kan det.' : ''}`,
  useSeeing: (model, state) =>
    `Använd ${model.split('/').at(-1) ?? model}, som ser bilder${state === undefined ? '' : ` (${state})`}`,
  cost: (name, tokens, isCut) =>
    `Av det tar ${name} ungefär ${counted(tokens, 'token', 'tokens')}${isCut ? ', så långt den får plats' : ''}.`,
  seesImages: 'ser bilder',
};

import { counted } from './english-counts.ts';
/** About what came with a question. */
export const englishFiles = {
  /** Stands in brackets behind a name. */
  why: {
    empty: 'it is empty',
    'too-big': 'it is too big',
    'too-many': 'there are too many files',
    off: 'I do not read files here',
    gone: 'it is no longer there',
    forbidden: 'I may not open it',
    elsewhere: 'another service keeps it',
    failed: 'it did not come through',
    password: 'it has a password',
    damaged: 'it is damaged',
    'no-text': 'its pages are pictures without text',
    audio: 'I cannot listen to audio',
    video: 'I cannot watch videos',
    archive: 'I do not open archives; attach what is in it',
    heic: 'I cannot read HEIC; send it as JPEG or PNG',
    'old-office': 'this Office format is too old; save it as DOCX, XLSX or PPTX',
    encoding: 'its encoding cannot be told; save it as UTF-8',
    'unknown-kind': 'I cannot read files of this kind',
  },
  unread: (names: readonly string[]): string => `I could not read ${names.join(', ')}.`,
  read: (names: readonly string[]): string => `Read: ${names.join(', ')}`,
  cut: (names: readonly string[]): string => `Only a part of ${names.join(', ')} fits.`,
  blind: (model: string, isAlone: boolean): string =>
    `${model} cannot see images.${isAlone ? ' No model here can.' : ''}`,
  useSeeing: (model: string, state: string | undefined): string =>
    `Use ${model.split('/').at(-1) ?? model}, which sees images${state === undefined ? '' : ` (${state})`}`,
  cost: (name: string, tokens: number, isCut: boolean): string =>
    `${name} takes about ${counted(tokens, 'token')} of that${isCut ? ', as far as it fits' : ''}.`,
  seesImages: 'sees images',
} as const;

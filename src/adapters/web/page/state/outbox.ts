import type { Upload } from '../../talk/upload.ts';
import { keepInTab } from './keep-in-tab.ts';

/** A message that the server has not taken yet. */
export interface Unsent {
  nonce: string;
  room: string;
  text: string;
  /** What was brought with it, as the server knows it. */
  uploads?: readonly Upload[];
  /** Why it will not be taken as it is: a code of the server's. */
  refused?: string;
}

const KEY = 'aitta-outbox';

/** What somebody wrote, until the server has it: through reloads, and whatever happens to the network. */
export const readOutbox = (person: string): Unsent[] => {
  try {
    return JSON.parse(sessionStorage.getItem(`${KEY}-${person}`) ?? '[]') as Unsent[];
  } catch {
    return []; // somebody else's words under our name
  }
};

export const writeOutbox = (person: string, unsent: readonly Unsent[]): void => {
  keepInTab(`${KEY}-${person}`, unsent.length === 0 ? '' : JSON.stringify(unsent));
};

export const newNonce = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

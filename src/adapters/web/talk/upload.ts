/** What the page shows as a picture. A drawing (SVG) is none: it is a document, which may hold scripts. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** A file that somebody has brought, as messages name it. */
export interface Upload {
  id: string;
  name: string;
  bytes: number;
  /** By what is in it, where the page may show it. */
  picture?: PictureType;
}

/** All that is a person's begins so. */
export const uploadsOf = (person: string): string => `of:${person}:`;
export const unsentOf = (person: string): string => `new:${person}:`;

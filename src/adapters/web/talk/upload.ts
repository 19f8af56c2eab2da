/** A file that somebody has brought, as messages name it. */
export interface Upload {
  id: string;
  name: string;
  bytes: number;
}

/** All that is a person's begins so. */
export const uploadsOf = (person: string): string => `of:${person}:`;
export const unsentOf = (person: string): string => `new:${person}:`;

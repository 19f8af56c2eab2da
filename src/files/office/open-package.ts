import { unzipSync } from 'fflate';

/** What the parts of one document that are read may take when unpacked, bytes: a page of zeros is a thousandth of that when packed. */
const MAX_UNPACKED_BYTES = 100_000_000;

/** An Office document is a ZIP of XML files. */
export interface OfficePackage {
  /** Names of all parts. */
  names: readonly string[];
  /** Unpacks one part. @throws PackageTooBig @throws Error for a part that is damaged */
  read(name: string): Uint8Array;
}

/** Whoever made it wants nobody to unpack it. */
export class PackageTooBig extends Error {
  override readonly name = 'PackageTooBig';
}

/** @throws Error for what is no ZIP */
export const openPackage = (bytes: Uint8Array): OfficePackage => {
  const names: string[] = [];
  unzipSync(bytes, { filter: ({ name }) => names.push(name) === 0 });
  let leftBytes = MAX_UNPACKED_BYTES;
  const read = (name: string): Uint8Array => {
    const parts = unzipSync(bytes, {
      filter: (part) => {
        if (part.name !== name) return false;
        leftBytes -= part.originalSize;
        if (leftBytes < 0) throw new PackageTooBig(); // before anything is unpacked; what the header hides is cut off there
        return true;
      },
    });
    const part = parts[name];
    if (!part) throw new Error('a part of an Office document is missing');
    return part;
  };
  return { names, read };
};

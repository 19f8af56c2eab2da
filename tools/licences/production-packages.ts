import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package that is in the image, by the lock file. */
export interface ProductionPackage {
  name: string;
  version: string;
  licence: string;
  /** Below the project, such as `node_modules/zod`. */
  path: string;
}

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

/** The image is Debian's, for these machines; what is made for others is not installed there. */
const isForImage = ({ os, cpu, libc }: Locked): boolean =>
  (os?.includes('linux') ?? true) &&
  (cpu?.some((each) => each === 'x64' || each === 'arm64') ?? true) &&
  (libc?.includes('glibc') ?? true);

/** Everything that `npm ci --omit=dev` installs, in the order of names and versions. */
export const productionPackages = (root: string): ProductionPackage[] => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(packages)
    .filter(([path, { dev, link }]) => path.startsWith('node_modules/') && dev !== true && link !== true)
    .filter(([path, locked]) => isForImage(locked) && !path.includes('wasm32'))
    .map(([path, { version = '', license = 'none' }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, licence: license, path };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
};

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The project's root. */
export const root = join(import.meta.dirname, '..');
/** Every source file, as a path from the root. */
export const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name));
const withoutComments = (source: string): string => source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
/** By file, without comments. */
export const sources = new Map(files.map((file) => [file, withoutComments(readFileSync(join(root, file), 'utf8'))]));

/** Every import of a file, type imports and `import()` included. Own files as paths from the root, others as package names. */
export const importsOf = (file: string): string[] => importsIn(sources.get(file) ?? '', file);
const importsIn = (source: string, file: string): string[] => {
  const specifiers = [
    ...source.matchAll(
      /(?:^|[\s;])(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|(?:^|\s)import\s*'([^']+)'|import\(\s*'([^']+)'/g,
    ),
  ];
  return specifiers.map(([, a, b, c]) => {
    const name = a ?? b ?? c ?? '';
    return name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name;
  });
};
/** What comes into memory with a file: neither types, nor what `import()` brings later. */
export const loadsOf = (file: string): string[] => {
  const source = (sources.get(file) ?? '').replaceAll(/(?:import|export) type\b[^;]*;|import\([^)]*\)/g, '');
  return importsIn(source, file);
};
/** Is an import one of ours? */
export const own = (name: string): boolean => name.startsWith('src/');

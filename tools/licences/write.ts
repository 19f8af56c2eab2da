/** Writes docs/licences.md anew; part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { productionPackages } from './production-packages.ts';

const root = resolve(import.meta.dirname, '../..');
const rows = new Set(
  productionPackages(root).map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
);
const page = `# Licences

aitta-bot itself is under the [MIT licence](../LICENSE). These packages are in its image, each with what it says of its licence in its folder below
\`/app/node_modules\`. The one under the LGPL, libvips, is a shared library in a package of its own, which anybody may exchange.
Made by \`npm run generate\` from the lock file; a test holds it against what is installed.

| package | version | licence |
| --- | --- | --- |
${[...rows].join('\n')}
`;
writeFileSync(join(root, 'docs', 'licences.md'), page);

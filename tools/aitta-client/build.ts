/**
 * `npm run build:client`: makes the client in src/aitta an installable package, in dist/aitta-client or in the folder that is given.
 * `npm pack dist/aitta-client` makes the tarball of it. In GitHub Actions it names the repository, without which npm takes no provenance.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const target = resolve(process.argv[2] ?? join(root, 'dist/aitta-client'));
const library = join(target, 'lib');
const readJson = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

rmSync(target, { recursive: true, force: true });
const compiler = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '-p', import.meta.dirname, '--outDir', library], { stdio: 'inherit' });

// tsc rewrites the extensions of imports in JavaScript only; older compilers do not look for a .d.ts behind ".ts".
for (const name of readdirSync(library).filter((file) => file.endsWith('.d.ts'))) {
  const path = join(library, name);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(from '\.\/[^']+)\.ts'/g, "$1.js'"));
}

const { name, ...description } = readJson(join(import.meta.dirname, 'package.template.json'));
const { version } = readJson(join(root, 'package.json'));
const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository } = process.env;
const origin = { repository: { type: 'git', url: `git+${server}/${repository}.git`, directory: 'src/aitta' } };
const manifest = { name, version, ...description, ...(repository ? origin : {}) };
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(join(root, 'src/aitta/README.md'), join(target, 'README.md'));
copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'));

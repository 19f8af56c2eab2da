import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';

const root = join(import.meta.dirname, '../..');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const run = promisify(execFile);
let project = '';

/** The package as a stranger gets it: built, packed, and installed into an empty project without a network. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'aitta-client-'));
  const built = join(project, 'built');
  const npm = (...args: string[]) => run('npm', [...args, '--cache', join(project, 'cache')], { cwd: project });
  await run(process.execPath, [join(root, 'tools/aitta-client/build.ts'), built]);
  await npm('pack', built);
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  await npm('install', '--offline', '--no-audit', '--no-fund', './aitta-client-0.1.0.tgz');
}, 60_000);
afterAll(() => rm(project, { recursive: true }));

const program = `
const client = new Client(process.argv[2], new StaticAccessTokenSource('${STANDIN_TOKEN}'));
const model = await Model.load('standin/remembers', client);
console.log(JSON.stringify([model.id, model.openaiApiUrl]));
`;

const listen = async (): Promise<{ url: string }> => {
  const standin = createStandin();
  onTestFinished(() => standin.close());
  return standin.listen();
};

describe('the packed client', () => {
  test('has nothing in it but its code, declarations, README and licence, and depends on nothing', async () => {
    const folder = join(project, 'node_modules/aitta-client');
    expect((await readdir(folder)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'lib',
      'LICENSE',
      'package.json',
      'README.md',
    ]);
    expect(await readdir(join(project, 'node_modules'))).not.toContain('undici');
    const files = await readdir(join(folder, 'lib'));
    expect(files.filter((name) => !/\.(js|d\.ts)$/.test(name))).toEqual([]);
    for (const name of files) expect(await readFile(join(folder, 'lib', name), 'utf8')).not.toMatch(/from '[^']*\.ts'/);
  });

  test('loads a model from JavaScript', async () => {
    const { url } = await listen();
    const path = join(project, 'load.js');
    await writeFile(path, `import { Client, Model, StaticAccessTokenSource } from 'aitta-client';${program}`);
    const { stdout } = await run(process.execPath, [path, url]);
    expect(JSON.parse(stdout)).toEqual(['standin/remembers', `${url}/openai/v1`]);
  });

  test('loads a model from TypeScript, with its types', async () => {
    const { url } = await listen();
    const path = join(project, 'load.ts');
    await writeFile(
      path,
      `import { Client, Model, StaticAccessTokenSource, type Availability, type Worker } from 'aitta-client';
       declare const process: { argv: [string, string, string] };
       declare const console: { log(line: string): void };
       const first = (workers: Worker[]): Availability => workers[0]?.status ?? 'offline';
       // @ts-expect-error a model's id is a string
       export const wrong = (reference: Model): number => reference.id;
       if (first([]) !== 'offline') throw new Error('unexpected');${program}`,
    );
    await check('load.ts');
    const { stdout } = await run(process.execPath, [path, url]);
    expect(JSON.parse(stdout)).toEqual(['standin/remembers', `${url}/openai/v1`]);
  });

  test('has a README whose TypeScript is right', async () => {
    const readme = await readFile(join(root, 'src/aitta/README.md'), 'utf8');
    const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
    expect(blocks.length).toBeGreaterThan(2);
    const head = 'declare const process: { env: Record<string, string | undefined> };\n';
    const files = blocks.map((code, index) => ({ name: `readme-${index}.ts`, text: head + code }));
    for (const { name, text } of files) await writeFile(join(project, name), text);
    await check(...files.map(({ name }) => name));
  });
});

/** Strictly, with the declarations themselves checked, for somebody who has the DOM's types and not Node's. */
async function check(...files: string[]): Promise<void> {
  const flags =
    '--strict --noEmit --target es2022 --lib es2022,dom --module nodenext --exactOptionalPropertyTypes --types';
  await run(process.execPath, [compiler, ...flags.split(' '), '', ...files], { cwd: project });
}

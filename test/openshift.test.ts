import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { settingNames } from '../src/config.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'deploy', 'openshift');
const KINDS = { Deployment, PersistentVolumeClaim, Secret, Service };
type Kind = keyof typeof KINDS;
const HOMES: Readonly<Record<Kind, string>> = {
  Deployment: 'apps/v1',
  PersistentVolumeClaim: 'v1',
  Secret: 'v1',
  Service: 'v1',
};

const manifests = readdirSync(folder).flatMap((name) =>
  parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
    const manifest = document.toJS() as { kind: Kind; metadata: { name: string } };
    return { name, kind: manifest.kind, manifest };
  }),
);
const find = (kind: Kind): object => manifests.find((each) => each.kind === kind)?.manifest ?? {};

/** Kubernetes refuses unknown fields; the types of the same schemas know them all. @returns what the compiler has against it. */
const checkFields = (kind: Kind, manifest: object): string => {
  const home = mkdtempSync(join(tmpdir(), 'aitta-bot-openshift-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  const source = `import type { I${kind} } from 'kubernetes-models/${HOMES[kind]}/${kind}';\nexport const manifest: I${kind} = ${JSON.stringify(manifest)};\n`;
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(home, 'manifest.ts'), source);
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '', 'manifest.ts'];
  try {
    execFileSync(join(root, 'node_modules', '.bin', 'tsc'), options, { cwd: home, encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
};

describe('the manifests for OpenShift', () => {
  test('are a Deployment, a Service, a Secret and a volume', () => {
    expect(manifests.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(KINDS));
  });

  test.each(manifests)('$name keeps to the schema that Kubernetes publishes', ({ kind, manifest }) => {
    expect(() => new KINDS[kind](manifest as never).validate()).not.toThrow();
    expect(checkFields(kind, manifest)).toBe('');
  });

  test('a misspelt field and a wrong type would be seen', () => {
    const manifest = find('Service');
    expect(checkFields('Service', { ...manifest, spce: {} })).toContain('spce');
    expect(() => new Service({ ...manifest, spec: { ports: [{ port: 'x' }] } } as never).validate()).toThrow(/port/);
  });
});

interface Container {
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { key: string } } }[];
  securityContext: object;
  livenessProbe: { httpGet: { path: string } };
  readinessProbe: { httpGet: { path: string } };
  volumeMounts: { mountPath: string }[];
}
interface Template {
  spec: { strategy: object; template: { spec: { containers: Container[]; securityContext: object } } };
}

describe('the Deployment', () => {
  const { strategy, template } = (find('Deployment') as Template).spec;
  const [container] = template.spec.containers;

  test('sets what the bot knows, and has a line in the Secret for each secret', () => {
    const names = (container?.env ?? []).map(({ name }) => name);
    expect(names.filter((name) => !settingNames.includes(name))).toEqual([]);
    const secrets = Object.keys((find('Secret') as { stringData: object }).stringData);
    expect(secrets.filter((name) => !settingNames.includes(name))).toEqual([]);
    const used = (container?.env ?? []).map(
      ({ name, valueFrom }) => valueFrom?.secretKeyRef.key ?? name.replace('_FILE', ''),
    );
    expect(used.toSorted()).toEqual(secrets.toSorted());
  });

  test('has no rights that the image does not need, and leaves the user id to OpenShift', () => {
    expect(template.spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('never lets two processes have the store, nor a dead Aitta stop the questions', () => {
    expect(strategy).toEqual({ type: 'Recreate' });
    expect(container?.livenessProbe.httpGet.path).toBe('/healthz');
    expect(container?.readinessProbe.httpGet.path).toBe('/readyz?exclude=aitta');
    expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toContain('/data');
  });
});

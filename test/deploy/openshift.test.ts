import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { settingNames } from '../../src/config.ts';
import { checkFields, checkTypes, type Kind } from './kubernetes-check.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'deploy', 'openshift');
const manifests = readdirSync(folder).flatMap((name) =>
  parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
    const manifest = document.toJS() as { kind: Kind; metadata: { name: string } };
    return { name, kind: manifest.kind, manifest };
  }),
);
const find = (kind: Kind): object => manifests.find((each) => each.kind === kind)?.manifest ?? {};

describe('the manifests for OpenShift', () => {
  test('are a Deployment, a Service, a Secret and a volume', () => {
    expect(manifests.map(({ kind }) => kind).toSorted()).toEqual([
      'Deployment',
      'PersistentVolumeClaim',
      'Secret',
      'Service',
    ]);
  });

  test.each(manifests)('$name keeps to the schema that Kubernetes publishes', ({ kind, manifest }) => {
    expect(() => checkTypes(kind, manifest)).not.toThrow();
    expect(checkFields(kind, manifest)).toBe('');
  });

  test('a misspelt field and a wrong type would be seen', () => {
    const manifest = find('Service');
    expect(checkFields('Service', { ...manifest, spce: {} })).toContain('spce');
    expect(() => checkTypes('Service', { ...manifest, spec: { ports: [{ port: 'x' }] } })).toThrow(/port/);
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
    expect(container?.readinessProbe.httpGet.path).toBe('/readyz?exclude=aitta&exclude=service');
    expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toContain('/data');
  });
});

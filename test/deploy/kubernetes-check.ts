import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const KINDS = { Deployment, Ingress, NetworkPolicy, PersistentVolumeClaim, PodDisruptionBudget, Secret, Service };
export type Kind = keyof typeof KINDS;
const HOMES: Readonly<Record<Kind, string>> = {
  Deployment: 'apps/v1',
  Ingress: 'networking.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  PersistentVolumeClaim: 'v1',
  PodDisruptionBudget: 'policy/v1',
  Secret: 'v1',
  Service: 'v1',
};

/** Is this a kind that Kubernetes itself has, and whose schema is known here? */
export const isKnownKind = (kind: string): kind is Kind => kind in KINDS;

/** By the schema that Kubernetes publishes. @throws naming the wrong field */
export const checkTypes = (kind: Kind, manifest: object): void => {
  new KINDS[kind](manifest).validate();
};

/** Kubernetes refuses unknown fields; the types of the same schemas know them all. @returns what the compiler has against it. */
export const checkFields = (kind: Kind, manifest: object): string => {
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

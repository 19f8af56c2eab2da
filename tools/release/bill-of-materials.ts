import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { productionPackages } from '../licences/production-packages.ts';

const root = resolve(import.meta.dirname, '../..');

interface Component {
  name: string;
  version: string;
  'bom-ref': string;
  type: string;
}
export interface BillOfMaterials {
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

/**
 * All that is in the image besides Node and Debian, by the lock file, as CycloneDX 1.5 has it. `npm sbom --omit=dev` leaves out what is there for
 * development as well as for the image, and npm names a project by its folder: both are put right.
 */
export const billOfMaterials = (): BillOfMaterials => {
  const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  const bill = JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  ) as BillOfMaterials;
  const { component } = bill.metadata;
  component.name = 'aitta-bot';
  const wanted = new Set(productionPackages(root).map(({ name, version }) => `${name}@${version}`));
  const components = bill.components.filter(({ name, version }) => wanted.has(`${name}@${version}`));
  const refs = new Set([component['bom-ref'], ...components.map((each) => each['bom-ref'])]);
  const dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
  return { ...bill, components, dependencies };
};

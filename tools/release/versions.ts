import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the version stands, and what stands there. */
export const readVersions = (root: string): ReadonlyMap<string, string | undefined> => {
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  const chart = read('deploy/helm/aitta-bot/Chart.yaml');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const lock = JSON.parse(read('package-lock.json')) as { version: string };
  return new Map([
    ['package.json', version],
    ['package-lock.json', lock.version],
    ['Dockerfile', /image\.version="([^"]*)"/.exec(read('Dockerfile'))?.[1]],
    ['Chart.yaml (version)', /^version: (.*)$/m.exec(chart)?.[1]],
    ['Chart.yaml (appVersion)', /^appVersion: (.*)$/m.exec(chart)?.[1]],
  ]);
};

/** What keeps a tag such as v1.2.3 from being released; nothing where all is well. */
export const whyNotRelease = (tag: string, root: string): string[] => {
  const wanted = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(tag)?.[1];
  if (wanted === undefined) return [`${tag} is no tag of a release, such as v1.2.3`];
  const wrong = [...readVersions(root)].filter(([, version]) => version !== wanted);
  return [
    ...wrong.map(([where, version = 'nothing']) => `${where} says ${version}, and not ${wanted}`),
    ...(notesFor(wanted, root) === undefined ? [`CHANGELOG.md has no section "## ${wanted}" with anything in it`] : []),
  ];
};

/** Of this version, from CHANGELOG.md. */
export const notesFor = (version: string, root: string): string | undefined => {
  const sections = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m);
  const section = sections.find((each) => each.split(/[\s\]]/, 1)[0]?.replace('[', '') === version);
  const text = section?.slice(section.indexOf('\n')).trim() ?? '';
  return text === '' ? undefined : text;
};

import { posix } from 'node:path';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';

/** Which parts a part of an Office document leads to, by the ids that it uses for them (ECMA-376, part 2, 6.5). */
export const partLinks = (office: OfficePackage, part: string): Map<string, string> => {
  const { dir, base } = posix.parse(part);
  const links = `${dir}/_rels/${base}.rels`;
  const targets = new Map<string, string>();
  if (office.names.includes(links))
    walkXml(office.read(links), {
      open: (_name, { Id: id, Target: target }) => {
        if (id !== undefined && target !== undefined) targets.set(id, posix.resolve(`/${dir}`, target).slice(1));
      },
    });
  return targets;
};

/** The id by which an element names another part, whatever its namespace is called: `r:id`. */
export const linkIn = (attributes: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];

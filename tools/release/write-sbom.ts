/** `node tools/release/write-sbom.ts`: writes dist/release/aitta-bot.cdx.json, what the image is made of. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { billOfMaterials } from './bill-of-materials.ts';

const folder = resolve(import.meta.dirname, '../../dist/release');
const bill = billOfMaterials();
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'aitta-bot.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
process.stdout.write(`aitta-bot.cdx.json: ${bill.components.length} packages\n`);

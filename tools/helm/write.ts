/** Writes the chart's values.schema.json anew; part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { valuesSchema } from './values-schema.ts';

const root = resolve(import.meta.dirname, '../..');
writeFileSync(join(root, 'deploy', 'helm', 'aitta-bot', 'values.schema.json'), JSON.stringify(valuesSchema(), null, 2));

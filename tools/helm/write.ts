/** Writes the chart's values.schema.json anew, and its copy of the alerts: a chart reads no file outside itself. Part of `npm run generate`. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { valuesSchema } from './values-schema.ts';

const deploy = join(resolve(import.meta.dirname, '../..'), 'deploy');
const chart = join(deploy, 'helm', 'aitta-bot');
writeFileSync(join(chart, 'values.schema.json'), JSON.stringify(valuesSchema(), null, 2));
copyFileSync(join(deploy, 'prometheus', 'aitta-bot.rules.yaml'), join(chart, 'aitta-bot.rules.yaml'));

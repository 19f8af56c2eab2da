/** Writes deploy/grafana/aitta-bot.json anew; part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dashboard } from './dashboard.ts';

const root = resolve(import.meta.dirname, '../..');
writeFileSync(join(root, 'deploy/grafana/aitta-bot.json'), `${JSON.stringify(dashboard, null, 2)}\n`);

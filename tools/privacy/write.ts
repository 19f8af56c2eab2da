/** Writes the table of docs/privacy.md anew; part of `npm run generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keptKinds } from '../../src/keeps.ts';
import { withKeptTable } from './kept-table.ts';

const page = join(resolve(import.meta.dirname, '../..'), 'docs', 'privacy.md');
writeFileSync(page, withKeptTable(readFileSync(page, 'utf8'), keptKinds));

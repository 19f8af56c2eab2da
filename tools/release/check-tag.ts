/**
 * `node tools/release/check-tag.ts v1.2.3`: does everything say this version, and has CHANGELOG.md something to say of it? Writes the notes of
 * the release to dist/release/notes.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { notesFor, whyNotRelease } from './versions.ts';

const root = resolve(import.meta.dirname, '../..');
const tag = process.argv[2] ?? '';
const reasons = whyNotRelease(tag, root);
for (const reason of reasons) process.stderr.write(`${reason}\n`);
if (reasons.length > 0) process.exitCode = 1;
else {
  mkdirSync(join(root, 'dist/release'), { recursive: true });
  writeFileSync(join(root, 'dist/release/notes.md'), `${notesFor(tag.slice(1), root) ?? ''}\n`);
  process.stdout.write(`${tag} may be released\n`);
}

import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// For `--import`: writes the address of every module that the process has loaded, a line each, into the file that RECORD_MODULES names.
const loaded: string[] = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env['RECORD_MODULES'] ?? '', loaded.join('\n')));

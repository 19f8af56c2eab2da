#!/usr/bin/env node
import './check-node.js';

// node:sqlite announces itself as experimental on Node 22; nothing an operator could do about it.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.error(warning.stack ?? warning.message);
});
await import('../src/main.ts');

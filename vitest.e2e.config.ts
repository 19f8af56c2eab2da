import { defineConfig } from 'vitest/config';

// Against emulators that are not ours; `npm run e2e` installs them first, each from a lock file of its own.
export default defineConfig({
  test: { include: ['test/e2e/**/*.e2e.ts'], testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    globalSetup: ['test/postgres/global-setup.ts'],
    setupFiles: ['test/property-seed.ts'],
    // More than the two cores of a small machine: tests of the whole program mostly wait for it. None is timed by the clock.
    maxWorkers: 4,
  },
});

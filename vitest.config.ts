import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    setupFiles: ['test/property-seed.ts'],
    // A socket test that waits for an event on a two-core machine is slowed by its neighbours, never by the clock.
    maxWorkers: 2,
  },
});

import { defineConfig } from 'vitest/config';

// Real clusters, a real PostgreSQL, real processes: one file after another on a machine with two cores.
export default defineConfig({
  test: {
    include: ['replication/**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

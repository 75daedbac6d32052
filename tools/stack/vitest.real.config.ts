import { defineConfig } from 'vitest/config';

// Real servers; one file after another, because the machine may have two cores.
export default defineConfig({
  test: {
    include: ['src/**/*.real.spec.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

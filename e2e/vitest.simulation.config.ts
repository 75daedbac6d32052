import { defineConfig } from 'vitest/config';

// Virtual time in processes of their own: no brokers, no database.
export default defineConfig({
  test: {
    include: ['simulation/**/*.sim.ts'],
    fileParallelism: false,
    testTimeout: 1_800_000,
  },
});

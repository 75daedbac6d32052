import { defineConfig } from 'vitest/config';

// Virtual time in processes of their own: no brokers, no database.
export default defineConfig({
  test: {
    include: ['simulation/**/*.sim.ts'],
    fileParallelism: false,
    // In `npm test` it gets the time that other stages leave.
    testTimeout: 3_600_000,
  },
});

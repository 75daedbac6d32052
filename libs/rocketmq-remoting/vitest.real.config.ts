import { defineConfig } from 'vitest/config';

/** The specs that need real brokers: `npm run test:real`. One file at a time, since each starts its own. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: {
    include: ['src/**/*.real.spec.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});

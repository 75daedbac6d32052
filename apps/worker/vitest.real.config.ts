import { defineConfig } from 'vitest/config';

/** Specs on real brokers: `npm run test:real`. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: {
    server: { deps: { external: [/tools\/stack/] } },
    include: ['src/**/*.real.spec.ts'],
    globalSetup: ['src/testing/global-postgres.ts'],
    hookTimeout: 300_000,
    testTimeout: 180_000,
    fileParallelism: false,
  },
});

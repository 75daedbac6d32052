import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: {
    include: ['src/**/*.spec.ts'],
    globalSetup: ['src/testing/global-postgres.ts'],
    // The stack runs under Node itself: Vite's runner has no import.meta.resolve.
    server: { deps: { external: [/\/tools\/stack\//] } },
    hookTimeout: 60_000,
    testTimeout: 30_000,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: {
    // Files of a worker share what they import, which takes most of their time: a spec puts back what it changes.
    isolate: false,
    include: ['src/**/*.spec.ts'],
    globalSetup: ['src/testing/global-postgres.ts'],
    // The stack runs under Node itself: Vite's runner has no import.meta.resolve.
    server: { deps: { external: [/\/tools\/stack\//] } },
    hookTimeout: 60_000,
    testTimeout: 30_000,
  },
});

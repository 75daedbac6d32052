import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The stack is run by Node itself, as its launchers are: Vite's runner has no import.meta.resolve.
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: {
    // Files of a worker share what they import, which takes most of their time: a spec puts back what it changes.
    isolate: false,
    server: { deps: { external: [/tools\/stack/] } },
    include: ['src/**/*.spec.ts'],
    exclude: ['src/**/*.real.spec.ts'],
    globalSetup: ['src/testing/global-postgres.ts'],
    hookTimeout: 60_000,
    testTimeout: 30_000,
  },
});

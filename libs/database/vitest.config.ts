import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Run by Node itself, as its launchers are: Vite's runner has no import.meta.resolve.
  ssr: { resolve: { conditions: ['@slipstream/source'] }, external: ['@slipstream/stack'] },
  test: {
    include: ['src/**/*.spec.ts'],
    globalSetup: ['src/testing/global-postgres.ts'],
    hookTimeout: 60_000,
    testTimeout: 20_000,
  },
});

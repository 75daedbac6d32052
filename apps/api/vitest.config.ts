import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: { include: ['src/**/*.spec.ts'], globalSetup: ['src/testing/global-postgres.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
});

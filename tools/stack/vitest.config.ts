import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: {
    include: ['src/**/*.spec.ts'],
    exclude: [...configDefaults.exclude, '**/*.real.spec.ts'],
    testTimeout: 20_000,
  },
});
